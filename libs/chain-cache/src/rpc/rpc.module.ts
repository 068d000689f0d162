import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock, SystemClock } from '../common/clock.js';
import { ChainIdentityService } from './chain-identity.service.js';
import { ChainStatusService } from './chain-status.service.js';
import { ChainClient } from './client/chain-client.js';
import type { CountDefinition } from './counts/count-definition.js';
import { CountPlans } from './counts/count-plans.js';
import { CountRegistry } from './counts/count-registry.js';
import { ChainFollower } from './follow/chain-follower.service.js';
import { HeadFollower } from './follow/head-follower.js';
import { SnapshotFeed } from './follow/snapshot-feed.js';
import { SnapshotPublisher } from './follow/snapshot-publisher.js';
import { CountHistoryService } from './history/count-history.service.js';
import { CountHistoryStore } from './history/count-history.store.js';
import { historyEntities } from './history/history-entities.js';
import { OnChainCountsService } from './on-chain-counts.service.js';
import { FEATURE_COUNTS, RpcFeatureModule } from './rpc-feature.module.js';
import { ConfigurableRpcModule, RPC_MODULE_OPTIONS } from './rpc.module-definition.js';
import { RPC_OPTIONS, resolveRpcOptions, type RpcOptions } from './rpc.options.js';
import { BlockReader } from './snapshots/block-reader.js';
import { SnapshotArchive } from './snapshots/snapshot-archive.js';
import { SnapshotLoader } from './snapshots/snapshot-loader.js';
import { SnapshotReader } from './snapshots/snapshot-reader.js';

// For `autoLoadEntities`. Not among the imports: repositories need a data source, the counts do not.
TypeOrmModule.forFeature(historyEntities);

/**
 * Provides OnChainCountsService to the whole application. Needs CacheModule; where TypeORM's data
 * source is there, the history of the counts is kept in it. Starting waits for no node: connections
 * are opened when something is to be read.
 */
@Global()
@Module({
  providers: [
    { provide: RPC_OPTIONS, inject: [RPC_MODULE_OPTIONS], useFactory: resolveRpcOptions },
    { provide: Clock, useClass: SystemClock },
    {
      provide: CountRegistry,
      inject: [RPC_OPTIONS],
      useFactory: ({ preset, quorum }: RpcOptions) => new CountRegistry(preset, quorum),
    },
    {
      provide: ChainClient,
      inject: [RPC_OPTIONS, Clock],
      useFactory: (options: RpcOptions, clock: Clock) => new ChainClient(options, clock),
    },
    ChainIdentityService,
    ChainStatusService,
    CountPlans,
    BlockReader,
    SnapshotReader,
    SnapshotLoader,
    SnapshotArchive,
    {
      provide: CountHistoryStore,
      inject: [{ token: getDataSourceToken(), optional: true }],
      useFactory: (dataSource?: DataSource) => dataSource && new CountHistoryStore(dataSource),
    },
    CountHistoryService,
    SnapshotPublisher,
    HeadFollower,
    ChainFollower,
    SnapshotFeed,
    OnChainCountsService,
  ],
  exports: [OnChainCountsService, CountRegistry],
})
export class RpcModule extends ConfigurableRpcModule implements OnApplicationShutdown {
  constructor(private readonly client: ChainClient) {
    super();
  }

  /** A consumer's own counts, beside those of the preset and in the same snapshots. */
  static forFeature(counts: readonly CountDefinition[]): DynamicModule {
    return {
      module: RpcFeatureModule,
      providers: [{ provide: FEATURE_COUNTS, useValue: counts }],
    };
  }

  onApplicationShutdown(): void {
    this.client.close();
  }
}
