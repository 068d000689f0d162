import type { CacheEntry } from '../../cache/cache-entry.js';
import type { ChainSnapshot, Freshness, SnapshotRecord } from '../chain-snapshot.js';
import type { ArchivedRecord } from './snapshot-archive.js';
import type { KeptSnapshot } from './snapshot-loader.js';

/** A kept snapshot as it is given out. */
export function presentSnapshot(entry: CacheEntry<KeptSnapshot>): ChainSnapshot {
  return present(entry, entry.value.degraded);
}

/**
 * A snapshot of the past: it can't turn stale, but more endpoints may have to agree today. It may have been read before some of the counts were
 * defined, and is kept because the block may be gone.
 */
export function presentArchived(
  entry: CacheEntry<ArchivedRecord>,
  names: readonly string[],
  quorum: number,
): ChainSnapshot {
  const agreed = entry.value.quorum >= quorum;
  const snapshot = present(entry, agreed ? null : 'QUORUM_NOT_REACHED');
  const { counts, amounts, unavailable } = snapshot;
  const known = new Set(unavailable.map(({ name }) => name));
  const missing = names.filter((name) => !(name in counts || name in amounts || known.has(name)));
  if (missing.length === 0) return snapshot;
  const reason = 'it was not counted when this block was read';
  return {
    ...snapshot,
    unavailable: [...unavailable, ...missing.map((name) => ({ name, reason }))],
  };
}

function present(entry: CacheEntry<SnapshotRecord>, degraded: string | null): ChainSnapshot {
  const { network, block, counts, amounts, unavailable, endpoint } = entry.value;
  const freshness = freshnessOf(entry, degraded);
  return { network, block, counts, amounts, unavailable, endpoint, freshness };
}

function freshnessOf(entry: CacheEntry<SnapshotRecord>, degraded: string | null): Freshness {
  const { ageSeconds, state, tier, reason } = entry;
  const { fetchedAt, expiresAt } = timesOf(entry);
  return {
    state: degraded === null ? state : 'stale',
    fetchedAt,
    expiresAt,
    ageSeconds,
    tier: tier === 'loader' ? 'chain' : tier,
    reason: reason ?? degraded,
  };
}

interface Times {
  readonly fetchedAt: string;
  readonly expiresAt: string | null;
}

/** By the value that is kept with them: writing a date costs more than all the rest of a hit. */
const times = new WeakMap<SnapshotRecord, Times>();

function timesOf({ value, fetchedAt, expiresAt }: CacheEntry<SnapshotRecord>): Times {
  const known = times.get(value);
  if (known !== undefined) return known;
  const written = {
    fetchedAt: fetchedAt.toISOString(),
    expiresAt: expiresAt === null ? null : expiresAt.toISOString(),
  };
  times.set(value, written);
  return written;
}
