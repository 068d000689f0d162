import { Injectable } from '@nestjs/common';
import {
  ChainUnavailableError,
  type ChainSnapshot,
  OnChainCountsService,
} from 'nestjs-chain-cache';
import type { Comparison } from './comparison.js';
import { copySnapshot } from './freeze.js';

/** The snapshots that ballots are opened and closed with. */
@Injectable()
export class ChainSnapshots {
  constructor(private readonly counts: OnChainCountsService) {}

  /**
   * The chain as it is now, however fresh what is kept; when it can't be read, what is kept, as
   * stale.
   * @throws ChainUnavailableError
   */
  async current(): Promise<ChainSnapshot> {
    try {
      return await this.counts.refresh();
    } catch (error) {
      if (!(error instanceof ChainUnavailableError)) throw error;
      const kept = await this.counts.snapshot();
      return { ...kept, freshness: { ...kept.freshness, state: 'stale', reason: error.code } };
    }
  }

  /** @throws SnapshotNotKeptError, ChainUnavailableError */
  at(block: number | string): Promise<ChainSnapshot> {
    return this.counts.snapshotAt(block);
  }

  /** A ballot can be closed whether the chain can be read or not. */
  async forComparison(): Promise<Comparison> {
    try {
      return { snapshot: copySnapshot(await this.current()), reason: null };
    } catch (error) {
      if (!(error instanceof ChainUnavailableError)) throw error;
      return { snapshot: null, reason: error.code };
    }
  }
}
