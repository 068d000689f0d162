import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { LiveModule } from '../live/live.module.js';
import { CacheMetrics } from './cache-metrics.js';
import { ChainMetrics } from './chain-metrics.js';
import { DatabaseMetrics } from './database-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { LibraryEvents } from './library-events.js';
import { LiveMetrics } from './live-metrics.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [LiveModule],
  controllers: [MetricsController],
  providers: [
    { provide: Registry, useFactory: () => new Registry() },
    HttpMetrics,
    CacheMetrics,
    LibraryEvents,
    ChainMetrics,
    DatabaseMetrics,
    LiveMetrics,
  ],
})
export class MetricsModule {}
