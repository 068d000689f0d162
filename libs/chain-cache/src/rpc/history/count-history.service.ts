import { Inject, Injectable, Optional } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { ChainIdentityService } from '../chain-identity.service.js';
import { chainKeys } from '../chain-keys.js';
import { CountRegistry } from '../counts/count-registry.js';
import { CountUnknownError, HistoryNotKeptError, HistoryRangeError } from '../errors.js';
import type { KeptSnapshot } from '../snapshots/snapshot-loader.js';
import { CountHistoryStore } from './count-history.store.js';
import type { FollowedSpan } from './history-rows.js';
import { checkedRange, type HistoryRange, MAX_LIMIT, type PastReading } from './past-reading.js';
import { covers, type Stretch, stretchesOf } from './stretches.js';

/** What counts were, from what was followed: nodes forget. */
@Injectable()
export class CountHistoryService {
  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly identity: ChainIdentityService,
    private readonly counts: CountRegistry,
    @Optional() @Inject(CountHistoryStore) private readonly store: CountHistoryStore | undefined,
  ) {}

  async history(name: string, range: HistoryRange): Promise<PastReading[]> {
    const { from, to, limit } = checkedRange(range) ?? refuseRange();
    const { store, chain, open } = await this.ask(name);
    // One more than wanted: the end of a stretch is where the next one begins.
    const [changes, spans] = await Promise.all([
      store.changesFrom(chain, name, from, limit + 1),
      store.spansBetween(chain, name, from, to, open),
    ]);
    const cut = changes.length > limit + 1 ? changes.at(-1)?.block.number : undefined;
    return stretchesOf(changes, spans)
      .filter((stretch) => stretch.from.number <= to && stretch.untilNumber >= from)
      .filter((stretch) => stretch.from.number < (cut ?? Infinity))
      .slice(0, limit)
      .map((stretch) => this.present(name, stretch));
  }

  async valueAt(name: string, at: number | Date): Promise<PastReading | undefined> {
    const { store, chain, open } = await this.ask(name);
    const block =
      at instanceof Date
        ? await store.blockAt(chain, name, checkedDate(at), open)
        : checkedBlock(at);
    if (block === undefined) return undefined;
    const [changes, spans] = await Promise.all([
      store.changesFrom(chain, name, block, 1),
      store.spansBetween(chain, name, block, block, open),
    ]);
    const followed = spans.some((span) => covers(span, block));
    const stretch = stretchesOf(changes, spans).findLast(({ from }) => from.number <= block);
    const known = stretch !== undefined && (followed || stretch.from.number === block);
    return known ? this.present(name, stretch) : undefined;
  }

  private async ask(name: string) {
    if (!this.counts.names.includes(name)) throw new CountUnknownError(name, this.counts.names);
    const { store } = this;
    if (store === undefined) throw new HistoryNotKeptError('there is no data source to keep it in');
    const chain = await this.identity.genesisHash();
    return { store, chain, open: await this.openSpan(chain) };
  }

  /**
   * What the follower sees now is noted beside the snapshot: while that is of the block which it saw
   * last, and fresh, it still holds.
   */
  private async openSpan(chain: string): Promise<FollowedSpan | null> {
    const key = chainKeys.snapshot(chain, this.counts.fingerprint);
    const kept = await this.cache.getEntry<KeptSnapshot>(key);
    const followed = kept?.value.followed;
    if (followed === undefined || followed === null) return null;
    const { from, to } = followed;
    const holds = kept?.state === 'fresh' && kept.value.block.hash === to.hash;
    if (!holds || kept.expiresAt === null) return followed;
    return { from, to: { ...to, at: kept.expiresAt.toISOString() } };
  }

  private present(
    name: string,
    { from, untilNumber, value, reason, afterGap }: Stretch,
  ): PastReading {
    const { kind } = this.counts.definitions.find((count) => count.name === name) ?? {};
    const shown = value === null || kind === 'amount' ? value : Number(value);
    const block = { number: from.number, hash: from.hash, finalized: true } as const;
    return {
      name,
      value: shown,
      reason,
      block,
      seenAt: from.at,
      untilBlock: untilNumber,
      afterGap,
    };
  }
}

function checkedBlock(at: number): number {
  return Number.isSafeInteger(at) && at >= 0 ? at : refuseRange();
}

function checkedDate(at: Date): Date {
  return Number.isNaN(at.getTime()) ? refuseRange() : at;
}

function refuseRange(): never {
  throw new HistoryRangeError(
    `blocks are whole numbers of 0 or more, the first not above the last; moments are valid dates; ` +
      `a limit is 1 to ${MAX_LIMIT}`,
  );
}
