import { Global, Module } from '@nestjs/common';
import { BlockchainCacheService } from '../src/cache/blockchain-cache.service.js';
import {
  CACHE_MODULE_OPTIONS,
  ConfigurableCacheModule,
} from '../src/cache/cache.module-definition.js';
import { CACHE_OPTIONS, resolveCacheOptions } from '../src/cache/cache.options.js';
import { LeaseHolder } from '../src/cache/lease-holder.js';
import { CacheStore } from '../src/cache/store/cache-store.js';
import { Clock } from '../src/common/clock.js';
import { ControllableClock } from './controllable-clock.js';
import { InMemoryCacheStore } from './in-memory-cache.store.js';

/**
 * CacheModule without PostgreSQL, TypeORM and schedule: for the tests of what injects
 * BlockchainCacheService. Takes the same options.
 *
 * ```ts
 * const module = await Test.createTestingModule({
 *   imports: [InMemoryCacheModule.forRoot({ ttlSeconds: 60 }), RatesModule],
 * }).compile();
 * await module.init();
 *
 * await module.get(RatesService).rate('eur'); // loads
 * await module.get(RatesService).rate('eur'); // is served from the cache
 * module.get(ControllableClock).advance(61_000); // past its life, within its grace
 * module.get(InMemoryCacheStore).setAvailable(false); // as if the database were down
 * ```
 *
 * Where the application's own module is to be tested, CacheModule and all, replace its store:
 * `.overrideProvider(CacheStore).useValue(new InMemoryCacheStore(clock))` and
 * `.overrideProvider(Clock).useValue(clock)`.
 */
@Global()
@Module({
  providers: [
    { provide: CACHE_OPTIONS, inject: [CACHE_MODULE_OPTIONS], useFactory: resolveCacheOptions },
    { provide: ControllableClock, useFactory: () => new ControllableClock() },
    { provide: Clock, useExisting: ControllableClock },
    {
      provide: InMemoryCacheStore,
      inject: [ControllableClock],
      useFactory: (clock: ControllableClock) => new InMemoryCacheStore(clock),
    },
    { provide: CacheStore, useExisting: InMemoryCacheStore },
    BlockchainCacheService,
    LeaseHolder,
  ],
  exports: [BlockchainCacheService, LeaseHolder, InMemoryCacheStore, ControllableClock],
})
export class InMemoryCacheModule extends ConfigurableCacheModule {}
