import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  BlockchainCacheService,
  CacheModule,
  type CacheModuleOptions,
  OnChainCountsService,
  RpcModule,
  type RpcModuleOptions,
} from 'nestjs-chain-cache';
import { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** One replica on a real database: a Nest application that follows the chain, or waits to. */
export interface FollowReplica {
  readonly counts: OnChainCountsService;
  readonly cache: BlockchainCacheService;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** Resolves when changes of other replicas are heard. */
export async function startFollowReplica(
  url: string,
  rpc: RpcModuleOptions,
  cacheOptions: CacheModuleOptions = {},
): Promise<FollowReplica> {
  Logger.overrideLogger(['fatal']);
  const module = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true, poolSize: 5 }),
      CacheModule.forRoot({ cleanupCron: 'off', softTimeoutMs: 10_000, ...cacheOptions }),
      RpcModule.forRoot(rpc),
    ],
  }).compile();
  await module.init();
  const cache = module.get(BlockchainCacheService);
  await eventually(() => {
    if (cache.stats().bus !== 'audible') throw new Error('changes are not heard');
  });
  return {
    counts: module.get(OnChainCountsService),
    cache,
    dataSource: module.get(DataSource),
    close: () => module.close(),
  };
}
