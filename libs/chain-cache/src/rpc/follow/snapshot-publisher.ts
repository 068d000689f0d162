import { Inject, Injectable, Optional } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { Clock } from '../../common/clock.js';
import { chainKeys } from '../chain-keys.js';
import { CountRegistry } from '../counts/count-registry.js';
import { CountHistoryStore } from '../history/count-history.store.js';
import { HistoryRecorder } from '../history/history-recorder.js';
import type { FollowedSpan } from '../history/history-rows.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { type KeptSnapshot, SnapshotLoader } from '../snapshots/snapshot-loader.js';
import { Publication } from './publication.js';

/** Opens the way from the follower to history and to all replicas. */
@Injectable()
export class SnapshotPublisher {
  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly loader: SnapshotLoader,
    private readonly counts: CountRegistry,
    private readonly clock: Clock,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
    @Optional() @Inject(CountHistoryStore) private readonly store: CountHistoryStore | undefined,
  ) {}

  /** @throws CacheStoreError */
  async open(chain: string): Promise<Publication> {
    const key = chainKeys.snapshot(chain, this.counts.fingerprint);
    const kept = await this.cache.getEntry<KeptSnapshot>(key);
    const recorder = await this.recorder(chain, kept?.value.followed ?? null);
    return new Publication(this.cache, this.loader, recorder, key);
  }

  private async recorder(
    chain: string,
    span: FollowedSpan | null,
  ): Promise<HistoryRecorder | undefined> {
    if (this.store === undefined) return undefined;
    const { names } = this.counts;
    const retentionSeconds = this.options.historyRetentionSeconds;
    const subject = { chain, names, retentionSeconds };
    return await HistoryRecorder.begin(this.store, this.clock, subject, span);
  }
}
