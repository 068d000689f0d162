import { Injectable } from '@nestjs/common';
import { BlockchainCacheService, type CacheStats } from 'nestjs-chain-cache';
import { Counter, Gauge, Registry } from 'prom-client';

type Read = (stats: CacheStats) => number;

/** Plain figures: name, meaning, where the cache says it. */
const COUNTERS: readonly (readonly [string, string, Read])[] = [
  ['loads', 'Loaders that were run.', (stats) => stats.loads],
  ['load_failures', 'Loaders that failed.', (stats) => stats.loadFailures],
  ['coalesced_waits', 'Callers who waited for the load of another.', (s) => s.coalescedWaits],
  ['fenced_writes', 'Loaded values not kept: the key had changed.', (s) => s.fencedWrites],
  ['refused_writes', 'Values refused for their order: a lower block.', (s) => s.refusedWrites],
  ['store_errors', 'Statements that PostgreSQL did not answer.', (s) => s.storeErrors],
  ['evictions', 'Entries that gave way in memory.', (stats) => stats.evictions],
];

const GAUGES: readonly (readonly [string, string, Read])[] = [
  ['memory_entries', 'Entries in memory.', (stats) => stats.memoryEntries],
  ['bus_audible', '1: changes of other replicas are heard.', (s) => Number(s.bus === 'audible')],
  [
    'cleanup_last_removed_rows',
    'Rows removed by the last clean-up of this replica.',
    ({ lastCleanup }) => lastCleanup?.removed ?? 0,
  ],
  [
    'cleanup_last_duration_seconds',
    'How long it took.',
    ({ lastCleanup }) => (lastCleanup?.durationMs ?? 0) / 1000,
  ],
  [
    'cleanup_last_finished_timestamp_seconds',
    'When it ended (Unix time); 0: none yet.',
    ({ lastCleanup }) => (lastCleanup?.finishedAt.getTime() ?? 0) / 1000,
  ],
];

/** What the cache counts itself, read when it is asked for: a hit in memory pays nothing. */
@Injectable()
export class CacheMetrics {
  constructor(registry: Registry, cache: BlockchainCacheService) {
    for (const [name, help, read] of COUNTERS) {
      registry.registerMetric(
        new Counter({
          name: `chain_cache_${name}_total`,
          help,
          registers: [],
          collect() {
            this.reset();
            this.inc(read(cache.stats()));
          },
        }),
      );
    }
    for (const [name, help, read] of GAUGES) {
      registry.registerMetric(
        new Gauge({
          name: `chain_cache_${name}`,
          help,
          registers: [],
          collect() {
            this.set(read(cache.stats()));
          },
        }),
      );
    }
    this.countReads(registry, cache);
  }

  private countReads(registry: Registry, cache: BlockchainCacheService): void {
    registry.registerMetric(
      new Counter({
        name: 'chain_cache_reads_total',
        help: 'Reads by where they were answered from; miss: nowhere, or by a loader.',
        labelNames: ['outcome'],
        registers: [],
        collect() {
          const { hits, misses } = cache.stats();
          this.reset();
          this.inc({ outcome: 'memory' }, hits.memory);
          this.inc({ outcome: 'postgres' }, hits.postgres);
          this.inc({ outcome: 'miss' }, misses);
        },
      }),
    );
    registry.registerMetric(
      new Counter({
        name: 'chain_cache_stale_reads_total',
        help: 'Stale values served, by why they were.',
        labelNames: ['reason'],
        registers: [],
        collect() {
          this.reset();
          const { staleServed } = cache.stats();
          for (const [reason, times] of Object.entries(staleServed)) this.inc({ reason }, times);
        },
      }),
    );
  }
}
