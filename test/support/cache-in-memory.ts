import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { BlockchainCacheService, type CacheModuleOptions } from 'nestjs-chain-cache';
import {
  ControllableClock,
  InMemoryCacheModule,
  InMemoryCacheStore,
} from 'nestjs-chain-cache/testing';

/** One replica of a cache whose store is in memory, and whose time a test moves. */
export interface InMemoryReplica {
  readonly cache: BlockchainCacheService;
  readonly store: InMemoryCacheStore;
  readonly clock: ControllableClock;
  readonly close: () => Promise<void>;
}

/** @param store that of another replica's `store.replica()`, to share its entries and its clock. */
export async function startInMemory(
  options: CacheModuleOptions = {},
  store = new InMemoryCacheStore(),
): Promise<InMemoryReplica> {
  Logger.overrideLogger(['fatal']);
  const module = await Test.createTestingModule({
    imports: [InMemoryCacheModule.forRoot(options)],
  })
    .overrideProvider(ControllableClock)
    .useValue(store.clock)
    .overrideProvider(InMemoryCacheStore)
    .useValue(store)
    .compile();
  await module.init();
  const cache = module.get(BlockchainCacheService);
  return { cache, store, clock: store.clock, close: () => module.close() };
}
