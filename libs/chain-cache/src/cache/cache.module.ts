import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock, SystemClock } from '../common/clock.js';
import { BlockchainCacheService } from './blockchain-cache.service.js';
import { CacheCleanupJob } from './cache-cleanup.job.js';
import { CACHE_MODULE_OPTIONS, ConfigurableCacheModule } from './cache.module-definition.js';
import { CACHE_OPTIONS, resolveCacheOptions, type CacheOptions } from './cache.options.js';
import { LeaseHolder } from './lease-holder.js';
import { CacheStore } from './store/cache-store.js';
import { cacheEntities } from './store/entities.js';
import { PostgresCacheStore } from './store/postgres-cache.store.js';

/**
 * Provides BlockchainCacheService to the whole application. Needs TypeORM's data source (with
 * `autoLoadEntities` or `chainCacheEntities`, and `chainCacheMigrations` run) and, for the scheduled
 * clean-up, `ScheduleModule.forRoot()`.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature(cacheEntities)],
  providers: [
    {
      provide: CACHE_OPTIONS,
      inject: [CACHE_MODULE_OPTIONS],
      useFactory: resolveCacheOptions,
    },
    { provide: Clock, useClass: SystemClock },
    {
      provide: CacheStore,
      inject: [getDataSourceToken(), CACHE_OPTIONS, Clock],
      useFactory: (dataSource: DataSource, options: CacheOptions, clock: Clock) =>
        new PostgresCacheStore(dataSource, options, clock),
    },
    BlockchainCacheService,
    LeaseHolder,
    CacheCleanupJob,
  ],
  exports: [BlockchainCacheService, LeaseHolder],
})
export class CacheModule extends ConfigurableCacheModule {}
