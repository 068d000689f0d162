import pg from 'pg';
import { ask } from '../harness/database.mjs';

/** The table of what is written by hand, laid out as the library's is. */
export async function createPlainTable(url) {
  await ask(
    url,
    `create table plain_cache (
      cache_key text collate "C" primary key,
      cache_value jsonb not null,
      fetched_at timestamptz not null,
      expires_at timestamptz not null
    ) with (fillfactor = 70)`,
  );
}

export function openPool(url, poolSize) {
  return new pg.Pool({ connectionString: url, max: poolSize });
}

export const SELECT = `
  select cache_value from plain_cache where cache_key = $1 and expires_at > now()`;

export const UPSERT = `
  insert into plain_cache (cache_key, cache_value, fetched_at, expires_at)
  values ($1, $2::jsonb, now(), now() + interval '1 hour')
  on conflict (cache_key) do update set cache_value = excluded.cache_value,
    fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`;
