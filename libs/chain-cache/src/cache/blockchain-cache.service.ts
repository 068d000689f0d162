import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { CacheEntry } from './cache-entry.js';
import { checkKey, checkKeys, checkPrefix } from './cache-key.js';
import { StatsCounter, type CacheStats } from './cache-stats.js';
import { CacheClosedError, CacheOptionsError } from './cache.errors.js';
import { CACHE_OPTIONS, type CacheOptions } from './cache.options.js';
import { ChangeListeners } from './change-listeners.js';
import { ChangeWaiters } from './change-waiters.js';
import { CleanUp } from './clean-up.js';
import { publishBus, publishRead } from './diagnostics.js';
import { EntryKeeper } from './entry-keeper.js';
import { EntryLookup, STORE_UNAVAILABLE } from './entry-lookup.js';
import { explain, type Explanation } from './explanation.js';
import { entriesOf, type GivenEntries } from './given-entries.js';
import { EXPIRED, isFresh, present, type KeptEntry } from './kept-entry.js';
import { listEntries, type ListOptions } from './list-entries.js';
import { LoadFailures } from './load-failures.js';
import { planKeeping, planLoading, type LoadOptions, type SetOptions } from './load-options.js';
import { LoadRun } from './load-run.js';
import type { Loader } from './loader.js';
import { MemoryTier } from './memory-tier.js';
import { ReadThrough } from './read-through.js';
import { CacheStore, type Change } from './store/cache-store.js';

/**
 * Keeps JSON values under keys: in this process, and in PostgreSQL for all replicas.
 *
 * Keys have 1 to 512 characters, none a control character. Values are what JSON carries
 * faithfully, up to 1 MiB; 0, false, '' and null are values like any other. What is given out is
 * frozen deeply, since all readers share it.
 *
 * Every method throws CacheKeyError, CacheValueError or CacheOptionsError for bad input, before
 * anything is asked or written, and CacheStoreError where PostgreSQL is needed and cannot be asked.
 */
@Injectable()
export class BlockchainCacheService
  implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  private readonly stat = new StatsCounter();
  private readonly waiters = new ChangeWaiters();
  private readonly listeners = new ChangeListeners();
  private readonly memory: MemoryTier;
  private readonly lookup: EntryLookup;
  private readonly keeper: EntryKeeper;
  private readonly failures: LoadFailures;
  private readonly loads: LoadRun;
  private readonly through: ReadThrough;
  private readonly cleanUp: CleanUp;

  constructor(
    private readonly store: CacheStore,
    @Inject(CACHE_OPTIONS) private readonly options: CacheOptions,
    private readonly clock: Clock,
  ) {
    const { memoryEntries, unheardMemorySeconds, leaseMs } = options;
    const { stat, waiters } = this;
    this.memory = new MemoryTier(clock, memoryEntries, unheardMemorySeconds * 1000);
    this.lookup = new EntryLookup(this.memory, store, clock, stat);
    this.keeper = new EntryKeeper(this.memory, store, clock, stat, (key) => this.noteChange(key));
    this.failures = new LoadFailures(clock);
    this.loads = new LoadRun(this.keeper, store, this.failures, clock, stat, leaseMs);
    this.through = new ReadThrough(
      this.lookup,
      this.loads,
      store,
      this.failures,
      waiters,
      clock,
      stat,
      leaseMs,
    );
    this.cleanUp = new CleanUp(store, clock, stat);
  }

  onApplicationBootstrap(): void {
    this.store.listen({
      changed: (change) => this.changed(change),
      audible: (audible) => this.audible(audible),
    });
  }

  /** Clean-up stops; answers go on until the server has drained. */
  onModuleDestroy(): void {
    this.cleanUp.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loads.close(new CacheClosedError('the cache is shutting down'));
    await this.cleanUp.settled();
    await this.store.close();
  }

  /** The value, or undefined when there is none or its time to live is over. */
  get<T>(key: string): Promise<T | undefined> {
    const hit = this.hit(key);
    if (hit !== undefined) return Promise.resolve(hit.value as T);
    return this.getFromStore<T>(key);
  }

  /** What memory has, fresh, without asking anybody: for hot paths. */
  peek<T>(key: string): T | undefined {
    return this.hit(key)?.value as T | undefined;
  }

  /** The same with its age. */
  peekEntry<T>(key: string): CacheEntry<T> | undefined {
    const hit = this.hit(key);
    return hit && present<T>(hit, 'memory', this.clock.monotonic());
  }

  /** The entry with its age and origin: fresh, or stale within its grace; else undefined. */
  async getEntry<T>(key: string): Promise<CacheEntry<T> | undefined> {
    checkKey(key);
    const { entry, tier, outage } = await this.lookup.find(key);
    if (entry === undefined && outage !== undefined) throw outage;
    if (entry === undefined) return this.missed(key);
    const reason = outage === undefined ? EXPIRED : STORE_UNAVAILABLE;
    return this.served(present<T>(entry, tier, this.clock.monotonic(), reason));
  }

  /** The values there are, fresh ones only, by their keys; asked by one statement. */
  async getMany<T>(keys: readonly string[]): Promise<Map<string, T>> {
    checkKeys(keys);
    const found = new Map<string, T>();
    const absent = [...new Set(keys)].filter((key) => {
      const hit = this.hit(key);
      if (hit !== undefined) found.set(key, hit.value as T);
      return hit === undefined;
    });
    if (absent.length === 0) return found;
    const { entries, tier, outage } = await this.lookup.findAll(absent);
    for (const entry of entries) {
      if (!this.lookup.isFresh(entry) && outage === undefined) continue;
      this.served(present(entry, tier, this.clock.monotonic(), STORE_UNAVAILABLE));
      found.set(entry.key, entry.value as T);
    }
    for (const key of absent) if (!found.has(key)) this.missed(key);
    return found;
  }

  /**
   * Writes the value, whether or not there was one, in one statement.
   * @throws CacheOrderError with an order, when the entry that is kept is of a higher block of the
   * same chain, or of another chain.
   */
  async set(key: string, value: unknown, options: SetOptions = {}): Promise<void> {
    checkKey(key);
    await this.keeper.keep(key, value, planKeeping(options, this.options));
  }

  /** The same for many, in one statement. */
  async setMany(entries: GivenEntries, options: SetOptions = {}): Promise<void> {
    const values = entriesOf(entries);
    for (const [key] of values) checkKey(key);
    await this.keeper.keepAll(values, planKeeping(options, this.options));
  }

  /** The value that is kept, or else what the loader gives. See {@link getEntryOrLoad}. */
  getOrLoad<T>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<T> {
    const hit = this.hit(key);
    if (hit !== undefined) return Promise.resolve(hit.value as T);
    return this.loadThrough(key, loader, options).then((entry) => entry.value as T);
  }

  /**
   * The entry that is kept and fresh; else what the loader gives, which runs once for all who ask
   * at the same time, in this process and in all replicas. When it fails, or takes longer than
   * `softTimeoutMs`, a value within its grace is given instead, marked stale with the reason.
   * @throws the loader's own error when there is none (a CacheLoadError with its code and message,
   * where it failed in another process), CacheLoadTimeoutError after `hardTimeoutMs`.
   */
  getEntryOrLoad<T>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<CacheEntry<T>> {
    const entry = this.peekEntry<T>(key);
    if (entry !== undefined) return Promise.resolve(entry);
    return this.loadThrough(key, loader, options) as Promise<CacheEntry<T>>;
  }

  /** Removes the entry here and for all replicas. Tells whether there was one. */
  async invalidate(key: string): Promise<boolean> {
    checkKey(key);
    try {
      const removed = await this.store.remove(key);
      this.memory.drop(key, Infinity);
      return removed;
    } catch (error) {
      // It may have been done all the same.
      this.memory.doubt(key);
      throw error;
    } finally {
      this.noteChange(key);
    }
  }

  /** Removes all entries whose keys begin so. Tells how many there were. */
  async invalidatePrefix(prefix: string): Promise<number> {
    checkPrefix(prefix);
    try {
      const removed = await this.store.removePrefix(prefix);
      this.memory.dropPrefix(prefix);
      return removed;
    } catch (error) {
      this.memory.doubtBelow(prefix);
      throw error;
    } finally {
      this.noteChangeBelow(prefix);
    }
  }

  /**
   * Calls the listener after every change of the entry, whichever replica made it: written, loaded or
   * removed, not merely expired. It may be called once too often, and is called whenever changes may
   * have been missed. It must not take long. Gives what ends it.
   */
  onChange(key: string, listener: () => void): () => void {
    checkKey(key);
    return this.listeners.add(key, listener);
  }

  /**
   * Removes entries past their grace. Tells how many; 0 when another replica is at it. Calls that
   * overlap share one run.
   */
  cleanupExpired(): Promise<number> {
    return this.cleanUp.run();
  }

  /** One page of what PostgreSQL keeps, in the order of keys, entries past their grace included. */
  list<T>(options: ListOptions = {}): Promise<CacheEntry<T>[]> {
    return listEntries<T>(options, this.store, this.clock);
  }

  /** Counts since the start of this process, and how things stand. */
  stats(): CacheStats {
    return this.stat.report(this.memory);
  }

  /** What is kept where under a key, who loads it, and what would be served. Never the value. */
  async explain(key: string): Promise<Explanation> {
    checkKey(key);
    return await explain(key, this.memory, this.store, this.clock);
  }

  private hit(key: string): KeptEntry | undefined {
    const entry = this.memory.fresh(key);
    if (entry === undefined) return undefined;
    this.stat.memoryHits++;
    publishRead(key, 'memory', null);
    return entry;
  }

  private async getFromStore<T>(key: string): Promise<T | undefined> {
    checkKey(key);
    const { entry, tier, outage } = await this.lookup.find(key);
    if (entry === undefined && outage !== undefined) throw outage;
    const now = this.clock.monotonic();
    if (entry === undefined || (!isFresh(entry, now) && outage === undefined)) {
      return this.missed(key);
    }
    return this.served(present<T>(entry, tier, now, STORE_UNAVAILABLE)).value;
  }

  private async loadThrough(
    key: string,
    loader: Loader<unknown>,
    options: LoadOptions = {},
  ): Promise<CacheEntry<unknown>> {
    checkKey(key);
    if (typeof loader !== 'function') {
      throw new CacheOptionsError(`the loader must be a function, not ${typeof loader}`);
    }
    const plan = planLoading(options, this.options);
    try {
      return this.served(await this.through.entry(key, loader, plan));
    } catch (error) {
      this.missed(key);
      throw error;
    }
  }

  private served<T>(entry: CacheEntry<T>): CacheEntry<T> {
    if (entry.reason !== null) {
      this.stat.staleServed(entry.reason);
      publishRead(entry.key, 'stale', entry.reason);
      return entry;
    }
    if (entry.tier === 'postgres') this.stat.storeHits++;
    else if (entry.tier === 'memory') this.stat.memoryHits++;
    else this.stat.misses++;
    publishRead(entry.key, entry.tier, null);
    return entry;
  }

  private missed(key: string): undefined {
    this.stat.misses++;
    publishRead(key, 'miss', null);
    return undefined;
  }

  /** Another replica changed something. Version 0: only a wake-up for those who wait. */
  private changed({ keys, prefixes, version }: Change): void {
    for (const key of keys) {
      if (version > 0) {
        this.memory.drop(key, version);
        this.noteChange(key);
      }
      this.waiters.wake(key);
    }
    for (const prefix of prefixes) {
      this.memory.dropPrefix(prefix);
      this.noteChangeBelow(prefix);
      this.waiters.wakePrefix(prefix);
    }
  }

  private audible(audible: boolean): void {
    this.stat.audible = audible;
    this.memory.setAudible(audible);
    if (audible) this.noteChangeBelow('');
    publishBus(audible);
  }

  /** What was under way began before the change: nobody joins it any more. */
  private noteChange(key: string): void {
    this.lookup.forget(key);
    this.through.forget(key);
    this.listeners.changed(key);
  }

  private noteChangeBelow(prefix: string): void {
    this.lookup.forgetBelow(prefix);
    this.through.forgetBelow(prefix);
    this.listeners.changedBelow(prefix);
  }
}
