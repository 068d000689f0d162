import { Logger } from '@nestjs/common';
import type { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { CacheOrderError, CacheStoreError } from '../../cache/cache.errors.js';
import type { SnapshotRecord } from '../chain-snapshot.js';
import type { HistoryRecorder } from '../history/history-recorder.js';
import type { KeptSnapshot, SnapshotLoader } from '../snapshots/snapshot-loader.js';

/**
 * What one follower sees: written to history, then to where all replicas serve it from, so that what
 * is served can be asked for again, years later. It is served, too, where history can't be written:
 * that then has a gap.
 */
export class Publication {
  private readonly logger = new Logger('ChainFollower');
  private unbroken = false;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly loader: SnapshotLoader,
    private readonly recorder: HistoryRecorder | undefined,
    readonly key: string,
  ) {}

  /**
   * One write a head; one more when a count has changed.
   * @throws CacheStoreError when either fails
   */
  async publish(record: SnapshotRecord, degraded: KeptSnapshot['degraded']): Promise<void> {
    try {
      await this.recorder?.record(record, this.unbroken);
      this.unbroken = true;
    } finally {
      await this.keep({ ...record, degraded, followed: this.recorder?.followed ?? null });
    }
  }

  /** Heads may have been missed. */
  interrupt(): void {
    this.unbroken = false;
  }

  private async keep(snapshot: KeptSnapshot): Promise<void> {
    const { value, options } = this.loader.keeping(snapshot);
    try {
      await this.cache.set(this.key, value, options);
    } catch (error) {
      if (!(error instanceof CacheOrderError)) throw error;
      this.logger.debug(`Somebody else has read a later block than ${snapshot.block.number}`);
    }
  }

  async close(): Promise<void> {
    try {
      await this.recorder?.end();
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.logger.debug(`The next follower writes what this one has seen: ${error.message}`);
    }
  }
}
