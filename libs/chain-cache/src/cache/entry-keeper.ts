import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheOrderError } from './cache.errors.js';
import { encodeValue } from './cache-value.js';
import { keptFromText, type KeptEntry } from './kept-entry.js';
import type { KeepPlan } from './load-options.js';
import type { MemoryTier } from './memory-tier.js';
import type { Question } from './pending-questions.js';
import type {
  CacheStore,
  Lease,
  LeasedWrite,
  NewEntry,
  WrittenEntry,
} from './store/cache-store.js';

/** How a write went, with what memory makes of an entry that was written. */
type Outcome = KeptEntry | Exclude<LeasedWrite, WrittenEntry> | undefined;

/** Writes values to the store, and to memory what the store has taken. */
export class EntryKeeper {
  constructor(
    private readonly memory: MemoryTier,
    private readonly store: CacheStore,
    private readonly clock: Clock,
    private readonly stats: StatsCounter,
    /** Told of every key that was written, or may have been. */
    private readonly changed: (key: string) => void,
  ) {}

  /** @throws CacheValueError, CacheOrderError, CacheStoreError */
  async keep(key: string, value: unknown, plan: KeepPlan): Promise<void> {
    const entry = newEntry(key, encodeValue(value), plan);
    const write = async () => [await this.store.write(entry, plan.durable)];
    const [outcome] = await this.writing([entry], write);
    this.checkOrder(entry, outcome);
  }

  /** The same for many: all or, where the store fails, none; with an order, each for itself. */
  async keepAll(values: readonly (readonly [string, unknown])[], plan: KeepPlan): Promise<void> {
    const entries = values.map(([key, value]) => newEntry(key, encodeValue(value), plan));
    const write = () => this.store.writeAll(entries, plan.durable);
    const outcomes = await this.writing(entries, write);
    entries.forEach((entry, i) => this.checkOrder(entry, outcomes[i]));
  }

  /** Writes what was loaded under a lease. `lost`: it came too late, and nothing was written. */
  async keepLeased(lease: Lease, json: string, plan: KeepPlan): Promise<KeptEntry | 'lost'> {
    const entry = newEntry(lease.key, json, plan);
    const write = async () => [await this.store.writeLeased(entry, lease, plan.durable)];
    const [outcome] = await this.writing([entry], write);
    this.checkOrder(entry, outcome);
    if (typeof outcome === 'object') return outcome;
    this.stats.fencedWrites++;
    return 'lost';
  }

  /** To be called before a load, for {@link keepInMemory}; {@link endLoad} ends it. */
  beginLoad(key: string): Question {
    return this.memory.ask([key]);
  }

  endLoad(load: Question): void {
    this.memory.end(load);
  }

  /**
   * For want of the store: in memory only, until changes are heard again. Not if the key has
   * changed since the load began.
   */
  keepInMemory(load: Question, key: string, json: string, plan: KeepPlan): KeptEntry {
    const kept = this.unkept(key, json, plan);
    this.memory.putUnwritten(load, kept);
    this.changed(key);
    return kept;
  }

  /** An entry for those who wait for it, kept nowhere. */
  unkept(key: string, json: string, { ttlSeconds, graceSeconds }: KeepPlan): KeptEntry {
    const now = this.clock.monotonic();
    const written = {
      key,
      version: 0,
      fetchedAtMs: this.clock.now(),
      ageMs: 0,
      freshMs: ttlSeconds * 1000,
      servableMs: (ttlSeconds + graceSeconds) * 1000,
      order: null,
    };
    return keptFromText(written, json, now);
  }

  /** Runs a write, and takes what it has written into memory. */
  private async writing(
    entries: readonly NewEntry[],
    write: () => Promise<readonly LeasedWrite[]>,
  ): Promise<readonly Outcome[]> {
    const question = this.memory.ask(entries.map(({ key }) => key));
    try {
      const outcomes = await write();
      const kept = entries.map((entry, i) => keptOf(outcomes[i], entry, question.askedAt));
      this.memory.wrote(question, kept.filter(isKept));
      return kept;
    } catch (error) {
      this.memory.end(question);
      // It may have been done all the same.
      for (const key of question.keys) this.memory.doubt(key);
      throw error;
    } finally {
      for (const key of question.keys) this.changed(key);
    }
  }

  private checkOrder({ key, order }: NewEntry, outcome: Outcome): void {
    if (outcome !== 'refused' || order === undefined) return;
    this.stats.refusedWrites++;
    throw new CacheOrderError(key, order);
  }
}

function newEntry(key: string, json: string, plan: KeepPlan): NewEntry {
  return { key, json, ...plan };
}

function keptOf(outcome: LeasedWrite | undefined, { json }: NewEntry, askedAt: number): Outcome {
  return typeof outcome === 'object' ? keptFromText(outcome, json, askedAt) : outcome;
}

function isKept(outcome: Outcome): outcome is KeptEntry {
  return typeof outcome === 'object';
}
