import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheClosedError, CacheStoreError } from './cache.errors.js';
import { publishLoad } from './diagnostics.js';
import { encodeValue } from './cache-value.js';
import type { EntryKeeper } from './entry-keeper.js';
import type { KeptEntry } from './kept-entry.js';
import { codeOf, describeFailure, type LoadFailures } from './load-failures.js';
import { planKeeping, type KeepPlan, type LoadPlan } from './load-options.js';
import { Loaded, type Loader } from './loader.js';
import type { Question } from './pending-questions.js';
import { RunningLoads } from './running-loads.js';
import type { CacheStore, Lease } from './store/cache-store.js';

interface LoadResult {
  readonly json: string;
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
  private readonly running = new RunningLoads();
  private readonly unfinished = new Set<Promise<LeasedLoad>>();

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
    const run = this.runLeased(lease, loader, plan);
    this.unfinished.add(run);
    try {
      return await run;
    } finally {
      this.unfinished.delete(run);
    }
  }

  /** With the store down: what is loaded is kept in memory. */
  async alone(key: string, loader: Loader<unknown>, plan: LoadPlan): Promise<KeptEntry> {
    const question = this.keeper.beginLoad(key);
    try {
      const result = await this.load(key, loader, plan);
      return this.inMemory(question, key, result);
    } catch (error) {
      this.failures.remember(key, error, plan.retryAfterMs);
      throw error;
    } finally {
      this.keeper.endLoad(question);
    }
  }

  /** Ends every load that is running; resolves when their leases have been given back. */
  async close(reason: CacheClosedError): Promise<void> {
    this.running.close(reason);
    await Promise.allSettled(this.unfinished);
  }

  private async runLeased(
    lease: Lease,
    loader: Loader<unknown>,
    plan: LoadPlan,
  ): Promise<LeasedLoad> {
    const holding = this.hold(lease);
    const question = this.keeper.beginLoad(lease.key);
    try {
      const result = await this.load(lease.key, loader, plan);
      return await this.keepLeased(lease, question, result);
    } catch (error) {
      await this.giveUp(lease, error, plan);
      throw error;
    } finally {
      this.keeper.endLoad(question);
      clearInterval(holding);
    }
  }

  private async keepLeased(
    lease: Lease,
    question: Question,
    result: LoadResult,
  ): Promise<LeasedLoad> {
    const { key } = lease;
    const { json, keep, how } = result;
    try {
      if (keep) {
        const kept = await this.keeper.keepLeased(lease, json, how);
        if (kept !== 'lost') return { entry: kept, lost: false };
      } else {
        await this.store.releaseLease(lease);
      }
      return { entry: this.keeper.unkept(key, json, how), lost: keep };
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.stats.storeErrors++;
      if (keep)
        this.logger.warn(`"${key}" was loaded and is kept in memory only: ${error.message}`);
      return { entry: this.inMemory(question, key, result), lost: false };
    }
  }

  private inMemory(question: Question, key: string, { json, keep, how }: LoadResult): KeptEntry {
    return keep
      ? this.keeper.keepInMemory(question, key, json, how)
      : this.keeper.unkept(key, json, how);
  }

  private async load(key: string, loader: Loader<unknown>, plan: LoadPlan): Promise<LoadResult> {
    const startedAt = this.clock.monotonic();
    this.stats.loads++;
    try {
      const result = interpret(await this.running.run(key, loader, plan.hardTimeoutMs), plan);
      this.failures.forget(key);
      publishLoad(key, 'loaded', null, this.clock.monotonic() - startedAt);
      return result;
    } catch (error) {
      this.stats.loadFailures++;
      this.logFailure(key, error);
      publishLoad(key, 'failed', codeOf(error), this.clock.monotonic() - startedAt);
      throw error;
    }
  }

  /** Once for each turn of events, however often it is tried again. */
  private logFailure(key: string, error: unknown): void {
    const level = this.failures.hasFailed(key) ? 'debug' : 'warn';
    this.logger[level](`Loading "${key}" failed: ${codeOf(error)}`);
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

  /**
   * Lets the other processes know why, and for how long not to try. That this process is shutting
   * down is no reason for them: they may go on at once.
   */
  private async giveUp(lease: Lease, error: unknown, plan: LoadPlan): Promise<void> {
    const othersMayTry = plan.retryAfterMs === 0 || error instanceof CacheClosedError;
    this.failures.remember(lease.key, error, plan.retryAfterMs);
    try {
      if (othersMayTry) await this.store.releaseLease(lease);
      else await this.store.failLease(lease, describeFailure(error), plan.retryAfterMs);
    } catch (failure) {
      if (!(failure instanceof CacheStoreError)) throw failure;
      this.logger.debug(`The lease on "${lease.key}" runs out by itself: ${failure.code}`);
    }
  }
}

/** @throws CacheValueError, CacheOptionsError: what cannot be kept is a failure of its loader. */
function interpret(result: unknown, plan: LoadPlan): LoadResult {
  if (!(result instanceof Loaded)) return { json: encodeValue(result), keep: true, how: plan };
  const { keep = true, ...options } = result.options;
  const how = planKeeping({ ...plan, ...options }, plan);
  return { json: encodeValue(result.value), keep, how };
}
