import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheLoadTimeoutError, CacheStoreError } from './cache.errors.js';
import { publishLoad } from './diagnostics.js';
import type { EntryKeeper } from './entry-keeper.js';
import type { KeptEntry } from './kept-entry.js';
import { codeOf, describeFailure, type LoadFailures } from './load-failures.js';
import { planKeeping, type KeepPlan, type LoadPlan } from './load-options.js';
import { Loaded, type Loader } from './loader.js';
import type { CacheStore, Lease } from './store/cache-store.js';

interface LoadResult {
  readonly value: unknown;
  readonly keep: boolean;
  readonly how: KeepPlan;
}

interface LeasedLoad {
  readonly entry: KeptEntry;
  readonly lost: boolean;
}

/** Runs loaders: in their time, under a lease that is held on to, and keeps what they give. */
export class LoadRun {
  private readonly logger = new Logger('BlockchainCache');
  private readonly running = new Set<AbortController>();

  constructor(
    private readonly keeper: EntryKeeper,
    private readonly store: CacheStore,
    private readonly failures: LoadFailures,
    private readonly clock: Clock,
    private readonly stats: StatsCounter,
    private readonly leaseMs: number,
  ) {}

  /** `lost`: the key was changed, or taken over, while it was being loaded; nothing was kept. */
  async leased(lease: Lease, loader: Loader<unknown>, plan: LoadPlan): Promise<LeasedLoad> {
    const holding = this.hold(lease);
    try {
      const result = await this.load(lease.key, loader, plan);
      return await this.keepLeased(lease, result);
    } catch (error) {
      await this.giveUp(lease, error, plan);
      throw error;
    } finally {
      clearInterval(holding);
    }
  }

  /** With the store down: what is loaded is kept in memory. */
  async alone(key: string, loader: Loader<unknown>, plan: LoadPlan): Promise<KeptEntry> {
    try {
      const { value, keep, how } = await this.load(key, loader, plan);
      return keep ? this.keeper.keepInMemory(key, value, how) : this.keeper.unkept(key, value, how);
    } catch (error) {
      this.failures.remember(key, error, plan.retryAfterMs);
      throw error;
    }
  }

  /** Ends every load that is running; their callers get the reason. */
  abortAll(reason: Error): void {
    for (const load of this.running) load.abort(reason);
  }

  private async keepLeased(lease: Lease, { value, keep, how }: LoadResult): Promise<LeasedLoad> {
    const { key } = lease;
    try {
      if (keep) {
        const kept = await this.keeper.keepLeased(lease, value, how);
        if (kept !== 'lost') return { entry: kept, lost: false };
      } else {
        await this.store.releaseLease(lease);
      }
      return { entry: this.keeper.unkept(key, value, how), lost: keep };
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.stats.storeErrors++;
      if (!keep) return { entry: this.keeper.unkept(key, value, how), lost: false };
      this.logger.warn(`"${key}" was loaded and is kept in memory only: ${error.message}`);
      return { entry: this.keeper.keepInMemory(key, value, how), lost: false };
    }
  }

  private async load(key: string, loader: Loader<unknown>, plan: LoadPlan): Promise<LoadResult> {
    const startedAt = this.clock.monotonic();
    this.stats.loads++;
    try {
      const result = await this.inTime(key, loader, plan.hardTimeoutMs);
      publishLoad(key, 'loaded', null, this.clock.monotonic() - startedAt);
      return interpret(result, plan);
    } catch (error) {
      this.stats.loadFailures++;
      this.logger.warn(`Loading "${key}" failed: ${codeOf(error)}`);
      publishLoad(key, 'failed', codeOf(error), this.clock.monotonic() - startedAt);
      throw error;
    }
  }

  private async inTime(key: string, loader: Loader<unknown>, timeoutMs: number): Promise<unknown> {
    const load = new AbortController();
    const { signal } = load;
    const timedOut = () => load.abort(new CacheLoadTimeoutError(key, timeoutMs));
    const timer = setTimeout(timedOut, timeoutMs);
    this.running.add(load);
    const givenUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([loader({ key, signal }), givenUp]);
    } finally {
      clearTimeout(timer);
      this.running.delete(load);
    }
  }

  /** Keeps the lease from running out while its load goes on. A lost one is found at the write. */
  private hold(lease: Lease): NodeJS.Timeout {
    const renew = async () => {
      try {
        await this.store.renewLease(lease, this.leaseMs);
      } catch (error) {
        this.logger.debug(`The lease on "${lease.key}" was not renewed: ${codeOf(error)}`);
      }
    };
    return setInterval(() => void renew(), this.leaseMs / 3).unref();
  }

  /** Lets the other processes know why, and for how long not to try. */
  private async giveUp(lease: Lease, error: unknown, plan: LoadPlan): Promise<void> {
    this.failures.remember(lease.key, error, plan.retryAfterMs);
    try {
      if (plan.retryAfterMs === 0) await this.store.releaseLease(lease);
      else await this.store.failLease(lease, describeFailure(error), plan.retryAfterMs);
    } catch (failure) {
      if (!(failure instanceof CacheStoreError)) throw failure;
      this.logger.debug(`The lease on "${lease.key}" runs out by itself: ${failure.code}`);
    }
  }
}

function interpret(result: unknown, plan: LoadPlan): LoadResult {
  if (!(result instanceof Loaded)) return { value: result, keep: true, how: plan };
  const { keep = true, ...options } = result.options;
  return { value: result.value, keep, how: planKeeping({ ...plan, ...options }, plan) };
}
