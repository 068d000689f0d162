import type { Clock } from '../common/clock.js';
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
    const known = this.store.outage();
    const kept = this.memory.servable(key);
    if (known !== undefined && kept !== undefined) {
      this.askBehind([key]);
      return { entry: kept, tier: 'memory', outage: known };
    }
    try {
      return { entry: await this.read(key), tier: 'postgres', outage: undefined };
    } catch (error) {
      const outage = this.failed(error);
      return { entry: this.memory.servable(key), tier: 'memory', outage };
    }
  }

  /** What may be served without asking anybody. */
  inMemory(key: string): KeptEntry | undefined {
    return this.memory.fresh(key);
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
    const known = this.store.outage();
    const kept = known && this.allInMemory(keys);
    if (kept !== undefined) {
      this.askBehind(keys);
      return { entries: kept, tier: 'memory', outage: known };
    }
    try {
      return { entries: await this.readAll(keys), tier: 'postgres', outage: undefined };
    } catch (error) {
      const outage = this.failed(error);
      const entries = this.allInMemory(keys);
      if (entries === undefined) throw error;
      return { entries, tier: 'memory', outage };
    }
  }

  async readAll(keys: readonly string[]): Promise<KeptEntry[]> {
    const question = this.memory.ask(keys);
    try {
      const stored = await this.store.read(keys);
      const entries = stored.map((entry) => keptFromStore(entry, question.askedAt));
      this.memory.answer(question, entries);
      return entries;
    } finally {
      this.memory.end(question);
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

  private allInMemory(keys: readonly string[]): readonly KeptEntry[] | undefined {
    const entries = keys.flatMap((key) => this.memory.servable(key) ?? []);
    return entries.length < keys.length ? undefined : entries;
  }

  /** While the store is known to be down, who can be served without it does not wait for it. */
  private askBehind(keys: readonly string[]): void {
    this.readAll(keys).catch(() => this.stats.storeErrors++);
  }

  /** @throws what is no outage */
  private failed(error: unknown): CacheStoreError {
    if (!(error instanceof CacheStoreError)) throw error;
    this.stats.storeErrors++;
    return error;
  }
}
