import type { Clock } from '../common/clock.js';
import type { StatsCounter } from './cache-stats.js';
import { CacheOrderError } from './cache.errors.js';
import { encodeValue } from './cache-value.js';
import { keptEntry, type KeptEntry } from './kept-entry.js';
import type { KeepPlan } from './load-options.js';
import type { MemoryTier } from './memory-tier.js';
import type { CacheStore, Lease, NewEntry } from './store/cache-store.js';

/** Writes values to the store, and to memory what the store has taken. */
export class EntryKeeper {
  constructor(
    private readonly memory: MemoryTier,
    private readonly store: CacheStore,
    private readonly clock: Clock,
    private readonly stats: StatsCounter,
  ) {}

  /** @throws CacheValueError, CacheOrderError, CacheStoreError */
  async keep(key: string, value: unknown, plan: KeepPlan): Promise<void> {
    await this.keepAll([[key, value]], plan);
  }

  /** All or, where the store fails, none; with an order, each for itself. */
  async keepAll(values: readonly (readonly [string, unknown])[], plan: KeepPlan): Promise<void> {
    const entries = values.map(([key, value]) => newEntry(key, encodeValue(value), plan));
    const askedAt = this.clock.monotonic();
    const written = await this.store.write(entries, plan.durable);
    const json = new Map(entries.map((entry) => [entry.key, entry.json]));
    for (const entry of written) {
      this.memory.drop(entry.key, entry.version);
      this.memory.put(keptEntry(entry, parse(json.get(entry.key)), askedAt));
    }
    const refused = entries.find(({ key }) => !written.some((entry) => entry.key === key));
    if (refused?.order !== undefined) {
      this.stats.refusedWrites++;
      throw new CacheOrderError(refused.key, refused.order);
    }
  }

  /** Writes what was loaded under a lease. `lost`: the lease was gone, and nothing was written. */
  async keepLeased(lease: Lease, value: unknown, plan: KeepPlan): Promise<KeptEntry | 'lost'> {
    const entry = newEntry(lease.key, encodeValue(value), plan);
    const askedAt = this.clock.monotonic();
    const written = await this.store.writeLeased(entry, lease, plan.durable);
    if (written === 'refused' && plan.order !== undefined) {
      this.stats.refusedWrites++;
      throw new CacheOrderError(lease.key, plan.order);
    }
    if (written === 'lost' || written === 'refused') {
      this.stats.fencedWrites++;
      return 'lost';
    }
    this.memory.drop(lease.key, written.version);
    const kept = keptEntry(written, parse(entry.json), askedAt);
    this.memory.put(kept);
    return kept;
  }

  /** For want of the store: in memory only, until changes are heard again. */
  keepInMemory(key: string, value: unknown, plan: KeepPlan): KeptEntry {
    const kept = this.unkept(key, value, plan);
    this.memory.put(kept);
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
    return keptEntry(written, parse(encodeValue(value)), now);
  }
}

function newEntry(key: string, json: string, plan: KeepPlan): NewEntry {
  return { key, json, ...plan };
}

/** A copy, so that freezing it does not freeze the caller's own. */
function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
