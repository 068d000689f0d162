import type { StoredEntry, WrittenEntry } from './cache-store.js';

/**
 * The columns of an entry, with ages and lives as milliseconds by the database's clock. Taken as
 * differences of epochs, since an infinite timestamp has no difference before PostgreSQL 17.
 */
export const LIFE_COLUMNS = `
  cache_key, version::float8 as version,
  (extract(epoch from fetched_at) * 1000)::float8 as fetched_at_ms,
  ((extract(epoch from now()) - extract(epoch from fetched_at)) * 1000)::float8 as age_ms,
  ((extract(epoch from expires_at) - extract(epoch from now())) * 1000)::float8 as fresh_ms,
  ((extract(epoch from servable_until) - extract(epoch from now())) * 1000)::float8 as servable_ms,
  order_chain, order_height::float8 as order_height`;

export interface LifeRow {
  readonly cache_key: string;
  readonly version: number;
  readonly fetched_at_ms: number;
  readonly age_ms: number;
  readonly fresh_ms: number;
  readonly servable_ms: number;
  readonly order_chain: string | null;
  readonly order_height: number | null;
}

export interface EntryRow extends LifeRow {
  readonly cache_value: unknown;
}

export function toWrittenEntry(row: LifeRow): WrittenEntry {
  return {
    key: row.cache_key,
    version: row.version,
    fetchedAtMs: row.fetched_at_ms,
    // A row renewed by a transaction that began after this one is not yet of negative age.
    ageMs: Math.max(0, row.age_ms),
    freshMs: row.fresh_ms,
    servableMs: row.servable_ms,
    order:
      row.order_chain === null || row.order_height === null
        ? null
        : { chain: row.order_chain, height: row.order_height },
  };
}

export function toStoredEntry(row: EntryRow): StoredEntry {
  return { ...toWrittenEntry(row), value: row.cache_value };
}
