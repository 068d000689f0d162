import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheOrderError } from './cache.errors.js';
import { encodeValue } from './cache-value.js';
import type { EntryOrder } from './entry-order.js';
import { keptEntry, keptFromText, type KeptEntry } from './kept-entry.js';
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

  /**
   * All or, where the store fails, none; with an order, each for itself.
   * @throws CacheValueError, CacheOrderError, CacheStoreError
   */
  async keepAll(values: readonly (readonly [string, unknown])[], plan: KeepPlan): Promise<void> {
    const entries = values.map(([key, value]) => newEntry(key, encodeValue(value), plan));
    const kept = await this.writing(entries, () => this.store.write(entries, plan.durable));
    if (kept.length === entries.length || plan.order === undefined) return;
    const taken = new Set(kept.map(({ key }) => key));
    const refused = entries.find(({ key }) => !taken.has(key));
    if (refused !== undefined) this.refuse(refused.key, plan.order);
  }

  /** Writes what was loaded under a lease. `lost`: the lease was gone, and nothing was written. */
  async keepLeased(lease: Lease, value: unknown, plan: KeepPlan): Promise<KeptEntry | 'lost'> {
    const entry = newEntry(lease.key, encodeValue(value), plan);
    let outcome = 'lost' as LeasedWrite;
    const [kept] = await this.writing([entry], async () => {
      outcome = await this.store.writeLeased(entry, lease, plan.durable);
      return typeof outcome === 'string' ? [] : [outcome];
    });
    if (kept !== undefined) return kept;
    if (outcome === 'refused' && plan.order !== undefined) this.refuse(lease.key, plan.order);
    this.stats.fencedWrites++;
    return 'lost';
  }

  /** To be called before a load, for {@link keepInMemory}; {@link endLoad} ends it. */
  beginLoad(key: string): Question {
    return this.memory.ask([key]);
  }

  endLoad(load: Question): void {
    this.memory.answer(load, []);
  }

  /**
   * For want of the store: in memory only, until changes are heard again. Not if the key has
   * changed since the load began.
   */
  keepInMemory(load: Question, key: string, value: unknown, plan: KeepPlan): KeptEntry {
    const kept = this.unkept(key, value, plan);
    this.memory.putUnwritten(load, kept);
    this.changed(key);
    return kept;
  }

  /** An entry for those who wait for it, kept nowhere. */
  unkept(key: string, value: unknown, { ttlSeconds, graceSeconds }: KeepPlan): KeptEntry {
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
    return keptEntry(written, JSON.parse(encodeValue(value)), now);
  }

  /** Runs a write, which gives what the store has written; memory takes it in. */
  private async writing(
    entries: readonly NewEntry[],
    write: () => Promise<readonly WrittenEntry[]>,
  ): Promise<readonly KeptEntry[]> {
    const question = this.memory.ask(entries.map(({ key }) => key));
    let kept: readonly KeptEntry[] = [];
    try {
      kept = keptOf(await write(), entries, question.askedAt);
      for (const { key, version } of kept) this.memory.drop(key, version);
      return kept;
    } catch (error) {
      // It may have been done all the same.
      for (const key of question.keys) this.memory.doubt(key);
      throw error;
    } finally {
      this.memory.answer(question, kept);
      for (const key of question.keys) this.changed(key);
    }
  }

  private refuse(key: string, order: EntryOrder): never {
    this.stats.refusedWrites++;
    throw new CacheOrderError(key, order);
  }
}

function newEntry(key: string, json: string, plan: KeepPlan): NewEntry {
  return { key, json, ...plan };
}

/** Those of the entries that were written. */
function keptOf(
  written: readonly WrittenEntry[],
  entries: readonly NewEntry[],
  askedAt: number,
): KeptEntry[] {
  const byKey = new Map(written.map((each) => [each.key, each]));
  return entries.flatMap(({ key, json }) => {
    const each = byKey.get(key);
    return each === undefined ? [] : [keptFromText(each, json, askedAt)];
  });
}
