import type { CacheEntry } from '../../cache/cache-entry.js';
import type { ChainSnapshot, Freshness, SnapshotRecord } from '../chain-snapshot.js';
import type { ArchivedRecord } from './snapshot-archive.js';
import type { KeptSnapshot } from './snapshot-loader.js';

/** A kept snapshot as it is given out. */
export function presentSnapshot(entry: CacheEntry<KeptSnapshot>): ChainSnapshot {
  return present(entry, entry.value.degraded);
}

/**
 * A snapshot of the past. More endpoints may have to agree today; it may have been read before some of
 * the counts were defined, or as they were defined then, and is kept because the block may be gone.
 */
export function presentArchived(
  entry: CacheEntry<ArchivedRecord>,
  digests: Readonly<Record<string, string>>,
  quorum: number,
): ChainSnapshot {
  const agreed = entry.value.quorum >= quorum;
  const snapshot = present(entry, agreed ? null : 'QUORUM_NOT_REACHED');
  const unknown = Object.keys(digests).filter(
    (name) => entry.value.digests[name] !== digests[name],
  );
  if (unknown.length === 0) return snapshot;
  const isKnown = (name: string) => !unknown.includes(name);
  const reason = 'it was not counted, or not so, when this block was read';
  return {
    ...snapshot,
    counts: only(snapshot.counts, isKnown),
    amounts: only(snapshot.amounts, isKnown),
    unavailable: [
      ...snapshot.unavailable.filter(({ name }) => isKnown(name)),
      ...unknown.map((name) => ({ name, reason })),
    ],
  };
}

function only<T>(
  values: Readonly<Record<string, T>>,
  isWanted: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
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
