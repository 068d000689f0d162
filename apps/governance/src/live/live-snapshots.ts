import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { reportOf } from '../problems/report-of.js';
import {
  freshnessMessage,
  type LiveMessage,
  snapshotMessage,
  unavailableMessage,
} from './messages.js';

type Tell = (message: LiveMessage) => void;

/**
 * What is served, and when that becomes something else: a count changed, or it turned stale or
 * fresh. A new block that changes no count is no news.
 */
@Injectable()
export class LiveSnapshots {
  private latest: ChainSnapshot | undefined;
  private reason: string | undefined;
  private looking: Promise<void> | undefined;
  private tell: Tell = () => undefined;

  constructor(private readonly counts: OnChainCountsService) {}

  /** Tells of what changes from now on. Gives what ends it. */
  watch(tell: Tell): () => void {
    this.tell = tell;
    return this.counts.onSnapshot((snapshot) => this.served(snapshot));
  }

  /** Looks at what is served at this moment. One look for all who ask meanwhile. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** What was told last, in full, for whoever has heard none of it. */
  current(): LiveMessage {
    if (this.reason !== undefined) return unavailableMessage(this.reason);
    return this.latest === undefined ? unavailableMessage(UNKNOWN) : snapshotMessage(this.latest);
  }

  private async lookOnce(): Promise<void> {
    try {
      this.served(await this.counts.snapshot());
    } catch (error) {
      this.lost(reportOf(error)?.code ?? UNKNOWN);
    }
  }

  private served(snapshot: ChainSnapshot): void {
    const before = this.latest;
    if (before !== undefined && isOlder(snapshot, before)) return;
    const wasLost = this.reason !== undefined;
    this.latest = snapshot;
    this.reason = undefined;
    if (before === undefined || !sameValues(before, snapshot)) this.tell(snapshotMessage(snapshot));
    else if (wasLost || before.freshness.state !== snapshot.freshness.state) {
      this.tell(freshnessMessage(snapshot));
    }
  }

  private lost(reason: string): void {
    const known = this.reason !== undefined;
    this.reason = reason;
    if (!known) this.tell(unavailableMessage(reason));
  }
}

const UNKNOWN = 'INTERNAL_ERROR';

/** A look that was overtaken by the news of a later block. */
function isOlder(snapshot: ChainSnapshot, than: ChainSnapshot): boolean {
  const sameChain = snapshot.network.genesisHash === than.network.genesisHash;
  return sameChain && snapshot.block.number < than.block.number;
}

/** Whatever the order of their names, which PostgreSQL changes. */
function sameValues(one: ChainSnapshot, other: ChainSnapshot): boolean {
  return one.counts === other.counts || isDeepStrictEqual(valuesOf(one), valuesOf(other));
}

function valuesOf({ network, counts, amounts, unavailable }: ChainSnapshot) {
  return { network, counts, amounts, unavailable };
}
