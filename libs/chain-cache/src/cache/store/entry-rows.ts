import type { NewEntry, StoredEntry, WrittenEntry } from './cache-store.js';

/** In seconds since the epoch, by the database's clock. */
export const secondsOf = (moment: string) => `date_part('epoch', ${moment})`;

export const STORED_ENTRY = `
  cache_key, cache_value, version, ${secondsOf('now()')}, ${secondsOf('fetched_at')},
  ${secondsOf('expires_at')}, ${secondsOf('servable_until')}, order_chain, order_height`;

/** The rest is known to who wrote it. */
export const WRITTEN_ENTRY = `version, ${secondsOf('fetched_at')}`;

/** {@link STORED_ENTRY}; a moment that never comes is `Infinity`. */
export type StoredRow = readonly [
  key: string,
  value: string,
  version: string,
  now: string,
  fetchedAt: string,
  expiresAt: string,
  servableUntil: string,
  chain: string | null,
  height: string | null,
];

/** {@link WRITTEN_ENTRY} */
export type WrittenRow = readonly [version: string, fetchedAt: string, ...(string | null)[]];

export function toStoredEntry(row: StoredRow): StoredEntry {
  const [key, value, version, nowText, fetchedAtText, expiresAt, servableUntil, chain, height] =
    row;
  const now = Number(nowText);
  const fetchedAt = Number(fetchedAtText);
  return {
    key,
    value: JSON.parse(value),
    version: Number(version),
    fetchedAtMs: fetchedAt * 1000,
    // A row renewed by a transaction that began after this one is not yet of negative age.
    ageMs: Math.max(0, now - fetchedAt) * 1000,
    freshMs: (Number(expiresAt) - now) * 1000,
    servableMs: (Number(servableUntil) - now) * 1000,
    order: chain === null || height === null ? null : { chain, height: Number(height) },
  };
}

export function toWrittenEntry(
  [version, fetchedAt]: WrittenRow,
  { key, ttlSeconds, graceSeconds, order }: NewEntry,
): WrittenEntry {
  return {
    key,
    version: Number(version),
    fetchedAtMs: Number(fetchedAt) * 1000,
    ageMs: 0,
    freshMs: ttlSeconds * 1000,
    servableMs: (ttlSeconds + graceSeconds) * 1000,
    order: order ?? null,
  };
}
