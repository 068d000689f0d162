import type { NewEntry, StoredEntry, WrittenEntry } from './cache-store.js';

/** In seconds since the epoch, by the database's clock. */
const moment = (column: string) => `date_part('epoch', ${column})`;

/** One JSON list: with a column for each part, a read takes a quarter longer. */
export const STORED_ENTRY = `
  json_build_array(cache_key, cache_value, version, ${moment('now()')}, ${moment('fetched_at')},
    ${moment('expires_at')}, ${moment('servable_until')}, order_chain, order_height) as entry`;

/** The rest is known to who wrote it. */
export const WRITTEN_ENTRY = `
  json_build_array(cache_key, version, ${moment('fetched_at')}) as entry`;

export interface StoredRow {
  readonly entry: readonly [
    key: string,
    value: unknown,
    version: number,
    now: number,
    fetchedAt: number,
    /** JSON has no infinite number. */
    expiresAt: number | 'Infinity',
    servableUntil: number | 'Infinity',
    chain: string | null,
    height: number | null,
  ];
}

export interface WrittenRow {
  readonly entry: readonly [key: string, version: number, fetchedAt: number];
}

export function toStoredEntry({ entry }: StoredRow): StoredEntry {
  const [key, value, version, now, fetchedAt, expiresAt, servableUntil, chain, height] = entry;
  return {
    key,
    value,
    version,
    fetchedAtMs: fetchedAt * 1000,
    // A row renewed by a transaction that began after this one is not yet of negative age.
    ageMs: Math.max(0, now - fetchedAt) * 1000,
    freshMs: (Number(expiresAt) - now) * 1000,
    servableMs: (Number(servableUntil) - now) * 1000,
    order: chain === null || height === null ? null : { chain, height },
  };
}

export function toWrittenEntry(
  { entry: [key, version, fetchedAt] }: WrittenRow,
  { ttlSeconds, graceSeconds, order }: NewEntry,
): WrittenEntry {
  return {
    key,
    version,
    fetchedAtMs: fetchedAt * 1000,
    ageMs: 0,
    freshMs: ttlSeconds * 1000,
    servableMs: (ttlSeconds + graceSeconds) * 1000,
    order: order ?? null,
  };
}
