import type { CacheEntry } from '../cache/cache-entry.js';
import type { ChainSnapshot, Freshness, SnapshotRecord } from './chain-snapshot.js';
import type { KeptSnapshot } from './snapshot-loader.js';

/** A kept snapshot as it is given out. */
export function presentSnapshot(entry: CacheEntry<KeptSnapshot>): ChainSnapshot {
  return present(entry.value, freshnessOf(entry, entry.value.degraded));
}

/** A snapshot of the past: it can't turn stale. */
export function presentArchived(entry: CacheEntry<SnapshotRecord>): ChainSnapshot {
  return present(entry.value, freshnessOf(entry, null));
}

function present(record: SnapshotRecord, freshness: Freshness): ChainSnapshot {
  const { network, block, counts, amounts, unavailable, endpoint } = record;
  return { network, block, counts, amounts, unavailable, endpoint, freshness };
}

function freshnessOf(entry: CacheEntry<SnapshotRecord>, degraded: string | null): Freshness {
  const { fetchedAt, expiresAt, ageSeconds, state, tier, reason } = entry;
  return {
    state: degraded === null ? state : 'stale',
    fetchedAt: fetchedAt.toISOString(),
    expiresAt: expiresAt === null ? null : expiresAt.toISOString(),
    ageSeconds,
    tier: tier === 'loader' ? 'chain' : tier,
    reason: reason ?? degraded,
  };
}
