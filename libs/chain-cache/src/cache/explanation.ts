import type { Clock } from '../common/clock.js';
import type { CacheTier } from './cache-entry.js';
import { CacheStoreError } from './cache.errors.js';
import type { EntryOrder } from './entry-order.js';
import { isFresh, keptFromStore, type KeptEntry } from './kept-entry.js';
import type { MemoryTier } from './memory-tier.js';
import type { CacheStore, LeaseState } from './store/cache-store.js';

/** An entry as one tier has it. */
export interface EntryExplanation {
  readonly state: 'fresh' | 'stale';
  readonly version: number;
  readonly ageSeconds: number;
  /** Seconds left to live; below 0 once expired, `Infinity` if it never does. */
  readonly freshSeconds: number;
  /** Seconds left in which it may be served at all. */
  readonly servableSeconds: number;
  readonly order: EntryOrder | null;
}

/** Why a key would be served, or not. */
export interface Explanation {
  readonly key: string;
  readonly memory: EntryExplanation | null;
  readonly postgres: EntryExplanation | 'unavailable' | null;
  /** Whether somebody is loading it, or why nobody may for the moment. */
  readonly load: 'idle' | 'loading' | { readonly heldBackBy: string };
  /** What `get` would give: from which tier, or nothing. */
  readonly served: { readonly tier: CacheTier; readonly state: 'fresh' | 'stale' } | null;
}

export async function explain(
  key: string,
  memory: MemoryTier,
  store: CacheStore,
  clock: Clock,
): Promise<Explanation> {
  const now = clock.monotonic();
  const inMemory = memory.servable(key);
  const inStore = await inStoreNow(key, store, now);
  const fresh = memory.fresh(key);
  const fromStore = inStore.kept !== undefined && isFresh(inStore.kept, now);
  return {
    key,
    memory: inMemory === undefined ? null : describe(inMemory, now),
    postgres: inStore.unavailable
      ? 'unavailable'
      : (inStore.kept && describe(inStore.kept, now)) || null,
    load: describeLoad(inStore.lease),
    served:
      fresh !== undefined
        ? { tier: 'memory', state: 'fresh' }
        : fromStore
          ? { tier: 'postgres', state: 'fresh' }
          : inStore.unavailable && inMemory !== undefined
            ? { tier: 'memory', state: describe(inMemory, now).state }
            : null,
  };
}

async function inStoreNow(key: string, store: CacheStore, now: number) {
  try {
    const [[stored], lease] = await Promise.all([store.read([key]), store.leaseState(key)]);
    const kept = stored && keptFromStore(stored, now);
    return { kept, lease, unavailable: false };
  } catch (error) {
    if (!(error instanceof CacheStoreError)) throw error;
    return { kept: undefined, lease: undefined, unavailable: true };
  }
}

function describe(entry: KeptEntry, now: number): EntryExplanation {
  return {
    state: isFresh(entry, now) ? 'fresh' : 'stale',
    version: entry.version,
    ageSeconds: (now - entry.bornAt) / 1000,
    freshSeconds: (entry.freshUntil - now) / 1000,
    servableSeconds: (entry.servableUntil - now) / 1000,
    order: entry.order,
  };
}

function describeLoad(lease: LeaseState | undefined): Explanation['load'] {
  if (lease === undefined) return 'idle';
  return lease.failure === null ? 'loading' : { heldBackBy: lease.failure.code };
}
