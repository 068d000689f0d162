import type { Clock } from '../common/clock.js';
import { unlessSlow } from '../common/deadline.js';
import type { CacheEntry } from './cache-entry.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheLoadError, CacheLoadTimeoutError, CacheStoreError } from './cache.errors.js';
import type { ChangeWaiters } from './change-waiters.js';
import { publishWait } from './diagnostics.js';
import type { EntryLookup, Found } from './entry-lookup.js';
import { isFresh, present, type KeptEntry } from './kept-entry.js';
import { codeOf, type LoadFailures } from './load-failures.js';
import type { LoadPlan } from './load-options.js';
import type { LoadRun } from './load-run.js';
import type { Loader } from './loader.js';
import { SingleFlight } from './single-flight.js';
import type { CacheStore, Lease } from './store/cache-store.js';

/** A renewal that takes longer than the caller would wait. */
const LOAD_SLOW = 'LOAD_SLOW';

const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 250;

type Outcome = CacheEntry<unknown>;

/** Ours to load, loaded by others meanwhile, or nobody there to ask. */
type Turn = Lease | { readonly entry: KeptEntry } | 'no store';

/**
 * Reading through a loader: what is kept and fresh, else one load for all who ask, in this process
 * and in all others; else, within its grace, what is kept.
 */
export class ReadThrough {
  private readonly flights = new SingleFlight<Outcome>();

  constructor(
    private readonly lookup: EntryLookup,
    private readonly run: LoadRun,
    private readonly store: CacheStore,
    private readonly failures: LoadFailures,
    private readonly waiters: ChangeWaiters,
    private readonly clock: Clock,
    private readonly stats: StatsCounter,
    private readonly leaseMs: number,
  ) {}

  /** @throws the loader's own error when nothing is kept that may be served. */
  async entry(key: string, loader: Loader<unknown>, plan: LoadPlan): Promise<Outcome> {
    const found = await this.lookup.find(key);
    if (found.entry !== undefined && this.lookup.isFresh(found.entry)) {
      return this.present(found.entry, found.tier);
    }
    const failure = this.failures.standing(key);
    if (failure !== undefined) return this.staleOr(found, failure.error);
    const joined = this.flights.isFlying(key);
    if (joined) this.waited(key);
    const flight = this.flights.join(key, () => this.fly(key, loader, plan, found.outage));
    return await this.renewedOrStale(key, found, flight, plan.softTimeoutMs);
  }

  /** Who asks from now on does not join a load that began before the key changed. */
  forget(key: string): void {
    this.flights.forget(key);
    this.failures.forget(key);
  }

  forgetBelow(prefix: string): void {
    this.flights.forgetBelow(prefix);
    this.failures.forgetBelow(prefix);
  }

  private async renewedOrStale(
    key: string,
    found: Found,
    flight: Promise<Outcome>,
    softTimeoutMs: number,
  ): Promise<Outcome> {
    const { entry } = found;
    try {
      const outcome = await (entry === undefined ? flight : unlessSlow(flight, softTimeoutMs));
      if (outcome !== undefined) return outcome;
      const stale = entry !== undefined && this.isServable(entry) ? entry : undefined;
      const slow = stale && this.present(stale, found.tier, LOAD_SLOW);
      return this.arrived(key) ?? slow ?? (await flight);
    } catch (error) {
      return this.arrived(key) ?? this.staleOr(found, error);
    }
  }

  /** What somebody else has written meanwhile, and is fresh. */
  private arrived(key: string): Outcome | undefined {
    const entry = this.lookup.inMemory(key);
    return entry && this.present(entry, 'memory');
  }

  /** The one place that decides between a stale value and an error. */
  private staleOr({ entry, tier }: Found, error: unknown): Outcome {
    if (entry === undefined || !this.isServable(entry)) throw error;
    return this.present(entry, tier, codeOf(error));
  }

  private isServable({ servableUntil }: KeptEntry): boolean {
    return this.clock.monotonic() < servableUntil;
  }

  private async fly(
    key: string,
    loader: Loader<unknown>,
    plan: LoadPlan,
    outage: CacheStoreError | undefined,
  ): Promise<Outcome> {
    const turn = outage === undefined ? await this.ourTurn(key, plan.hardTimeoutMs) : 'no store';
    if (turn === 'no store') return this.present(await this.run.alone(key, loader, plan), 'loader');
    if ('entry' in turn) return this.present(turn.entry, 'postgres');
    const { entry, lost } = await this.run.leased(turn, loader, plan);
    const newer = lost ? await this.loadedByOthers(key) : undefined;
    return newer === undefined ? this.present(entry, 'loader') : this.present(newer, 'postgres');
  }

  private async ourTurn(key: string, timeoutMs: number): Promise<Turn> {
    try {
      return await this.leaseOrLoaded(key, timeoutMs);
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.stats.storeErrors++;
      return 'no store';
    }
  }

  /** Waits, woken by changes and else polling, until the key is ours to load or has been loaded. */
  private async leaseOrLoaded(key: string, timeoutMs: number): Promise<Turn> {
    const deadline = this.clock.monotonic() + timeoutMs;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(2 * pollMs, LONGEST_POLL_MS)) {
      const change = this.waiters.next(key, pollMs);
      const lease = await this.store.acquireLease(key, this.leaseMs);
      if (lease !== undefined) return await this.unlessLoaded(lease);
      await this.throwTheirFailure(key);
      await change;
      const entry = await this.loadedByOthers(key);
      if (entry !== undefined) {
        this.waited(key);
        return { entry };
      }
      if (this.clock.monotonic() >= deadline) throw new CacheLoadTimeoutError(key, timeoutMs);
    }
  }

  /** Between our look at the entry and the lease, another may have loaded it and gone. */
  private async unlessLoaded(lease: Lease): Promise<Turn> {
    const entry = await this.loadedByOthers(lease.key);
    if (entry === undefined) return lease;
    await this.store.releaseLease(lease);
    return { entry };
  }

  /** A read of its own: one that is under way may have begun before the lease was ours. */
  private async loadedByOthers(key: string): Promise<KeptEntry | undefined> {
    const [entry] = await this.lookup.readAll([key]);
    return entry !== undefined && this.lookup.isFresh(entry) ? entry : undefined;
  }

  private async throwTheirFailure(key: string): Promise<void> {
    const failure = (await this.store.leaseState(key))?.failure;
    if (failure) throw new CacheLoadError(key, failure.code, failure.message);
  }

  private waited(key: string): void {
    this.stats.coalescedWaits++;
    publishWait(key);
  }

  private present(entry: KeptEntry, tier: Outcome['tier'], reason?: string): Outcome {
    const now = this.clock.monotonic();
    const shown = isFresh(entry, now) ? undefined : reason;
    return present(entry, tier, now, shown);
  }
}
