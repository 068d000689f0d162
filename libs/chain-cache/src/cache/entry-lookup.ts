import type { Clock } from '../common/clock.js';
import { unlessSlow } from '../common/deadline.js';
import type { CacheTier, StaleReason } from './cache-entry.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheStoreError } from './cache.errors.js';
import { isFresh, keptFromStore, type KeptEntry } from './kept-entry.js';
import type { MemoryTier } from './memory-tier.js';
import { SingleFlight } from './single-flight.js';
import type { CacheStore } from './store/cache-store.js';

/** What is kept under a key, and whether the store could be asked for it. */
export interface Found {
  readonly entry: KeptEntry | undefined;
  readonly tier: CacheTier;
  readonly outage: CacheStoreError | undefined;
}

/** The same for many keys. */
export interface FoundMany {
  readonly entries: readonly KeptEntry[];
  readonly tier: CacheTier;
  readonly outage: CacheStoreError | undefined;
}

/** Why a value from memory is served past its life while the database is down. */
export const STORE_UNAVAILABLE: StaleReason = 'CACHE_STORE_UNAVAILABLE';

/** Finds what is kept: in memory, else in the store. What a failing store means is decided here. */
export class EntryLookup {
  private readonly reads = new SingleFlight<KeptEntry[]>();

  constructor(
    private readonly memory: MemoryTier,
    private readonly store: CacheStore,
    private readonly clock: Clock,
    private readonly stats: StatsCounter,
  ) {}

  /** Never throws for an outage: it is told beside what memory has. */
  async find(key: string): Promise<Found> {
    const entry = this.memory.fresh(key);
    if (entry !== undefined) return { entry, tier: 'memory', outage: undefined };
    try {
      return { entry: await this.read(key), tier: 'postgres', outage: undefined };
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.stats.storeErrors++;
      return { entry: this.memory.servable(key), tier: 'memory', outage: error };
    }
  }

  /** The same, or what memory has where the store takes longer: it goes on to be asked. */
  async findSoon(key: string, patienceMs: number): Promise<Found> {
    const entry = this.memory.servable(key);
    if (entry === undefined || this.memory.fresh(key) !== undefined) return await this.find(key);
    const found = await unlessSlow(this.find(key), patienceMs);
    return found ?? { entry, tier: 'memory', outage: undefined };
  }

  /** What the store has, fresh or stale; those who ask at the same time share one read. */
  async read(key: string): Promise<KeptEntry | undefined> {
    const [entry] = await this.reads.join(key, () => this.readAll([key]));
    return entry;
  }

  /**
   * What is kept of many, from one place: the store, or memory where the store cannot be asked.
   * @throws CacheStoreError where memory does not have them all either.
   */
  async findAll(keys: readonly string[]): Promise<FoundMany> {
    try {
      return { entries: await this.readAll(keys), tier: 'postgres', outage: undefined };
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.stats.storeErrors++;
      const entries = keys.flatMap((key) => this.memory.servable(key) ?? []);
      if (entries.length < keys.length) throw error;
      return { entries, tier: 'memory', outage: error };
    }
  }

  async readAll(keys: readonly string[]): Promise<KeptEntry[]> {
    const question = this.memory.ask(keys);
    let entries: KeptEntry[] = [];
    try {
      const stored = await this.store.read(keys);
      entries = stored.map((entry) => keptFromStore(entry, question.askedAt));
      return entries;
    } finally {
      this.memory.answer(question, entries);
    }
  }

  isFresh(entry: KeptEntry): boolean {
    return isFresh(entry, this.clock.monotonic());
  }

  /** The key changed: reads under way may have seen it as it was, and are joined no more. */
  forget(key: string): void {
    this.reads.forget(key);
  }

  forgetBelow(prefix: string): void {
    this.reads.forgetBelow(prefix);
  }
}
