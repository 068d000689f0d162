import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { publishCleanup } from './diagnostics.js';
import type { CacheStore } from './store/cache-store.js';

/** Removes what is past its grace. Calls that overlap share one run. */
export class CleanUp {
  private readonly logger = new Logger('BlockchainCache');
  private readonly stopping = new AbortController();
  private running: Promise<number> | undefined;

  constructor(
    private readonly store: CacheStore,
    private readonly clock: Clock,
    private readonly stat: StatsCounter,
  ) {}

  /** Tells how many entries were removed; 0 when another replica is at it. */
  run(): Promise<number> {
    this.running ??= this.runOnce().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** A run under way stops after its batch; another goes on from there. */
  stop(): void {
    this.stopping.abort();
  }

  /** Once nothing runs any more. What a run fails with, its caller hears. */
  async settled(): Promise<void> {
    await this.running?.catch((error: unknown) => this.logger.debug(String(error)));
  }

  private async runOnce(): Promise<number> {
    const report = await this.store.removeExpired(this.stopping.signal);
    if (report === undefined) {
      this.logger.debug('Clean-up: another replica is at it');
      return 0;
    }
    const { removed, batches, durationMs, complete } = report;
    this.stat.lastCleanup = { ...report, finishedAt: new Date(this.clock.now()) };
    publishCleanup(report);
    this.logger.log(
      `Clean-up removed ${removed} entries in ${batches} batches, ${Math.round(durationMs)} ms` +
        (complete ? '' : '; to be continued'),
    );
    return removed;
  }
}
