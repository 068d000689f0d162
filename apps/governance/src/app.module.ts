import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CacheModule } from 'nestjs-chain-cache';
import { AdminModule } from './admin/admin.module.js';
import { BallotsModule } from './ballots/ballots.module.js';
import { ChainModule } from './chain/chain.module.js';
import { ConfigModule } from './config/config.module.js';
import { SETTINGS, type Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { LiveModule } from './live/live.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ThresholdsModule } from './thresholds/thresholds.module.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    DatabaseModule,
    CacheModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({
        ttlSeconds: settings.cacheTtlSeconds,
        graceSeconds: settings.cacheGraceSeconds,
        memoryEntries: settings.cacheMemoryEntries,
        cleanupCron: settings.cacheCleanupCron,
      }),
    }),
    ChainModule,
    ThresholdsModule,
    BallotsModule,
    AdminModule,
    HealthModule,
    LiveModule,
    MetricsModule,
  ],
})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(settings)] };
  }
}
