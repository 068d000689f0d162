import { Injectable } from '@nestjs/common';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';

/** A scrape does not wait longer for a node. */
const PATIENCE_MS = 1000;

const FIGURES: readonly (readonly [string, string, (snapshot: ChainSnapshot) => number])[] = [
  ['block_number', 'Finalized block at which the counts were verified.', (s) => s.block.number],
  ['age_seconds', 'Time since they were.', ({ freshness }) => freshness.ageSeconds],
  ['fresh', '1: fresh; 0: stale.', ({ freshness }) => Number(freshness.state === 'fresh')],
  ['unavailable_counts', 'Counts that the runtime lacks.', (s) => s.unavailable.length],
];

/** The snapshot that is served. Where there is none, its figures are absent, never 0. */
@Injectable()
export class ChainMetrics {
  constructor(
    registry: Registry,
    private readonly counts: OnChainCountsService,
  ) {
    const served = () => this.served();
    registry.registerMetric(
      new Gauge({
        name: 'chain_snapshot_available',
        help: '1: there are counts to serve, fresh or stale; 0: none.',
        registers: [],
        async collect() {
          this.set((await served()) === undefined ? 0 : 1);
        },
      }),
    );
    for (const [name, help, read] of FIGURES) {
      registry.registerMetric(
        new Gauge({
          name: `chain_snapshot_${name}`,
          help,
          // Named, so that there is no value before the first one.
          labelNames: ['network'],
          registers: [],
          async collect() {
            const snapshot = await served();
            this.reset();
            if (snapshot !== undefined)
              this.set({ network: snapshot.network.name }, read(snapshot));
          },
        }),
      );
    }
    registry.registerMetric(
      new Gauge({
        name: 'chain_count',
        help: 'The counts themselves.',
        labelNames: ['network', 'name'],
        registers: [],
        async collect() {
          const snapshot = await served();
          this.reset();
          for (const [name, value] of Object.entries(snapshot?.counts ?? {})) {
            this.set({ network: snapshot?.network.name ?? '', name }, value);
          }
        },
      }),
    );
  }

  /** Undefined: nothing can be served now. Why, those who ask for it are told. */
  private served(): Promise<ChainSnapshot | undefined> {
    return Promise.race([
      this.counts.snapshot().catch(() => undefined),
      delay(PATIENCE_MS, undefined, { ref: false }),
    ]);
  }
}
