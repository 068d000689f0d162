import { SELECT, UPSERT } from './plain-table.mjs';

/** The limit of the plain way, and other ways by hand. All write JSON text to one table. */
export function plainWrites(pool) {
  const get = (key) => read(pool, key);
  return [
    {
      name: 'named prepared upsert on a pg pool',
      role: 'limit',
      get,
      set: (key, value) => upsert(pool, key, value),
    },
    {
      name: 'the same with synchronous_commit = off',
      role: 'reference',
      get,
      set: (key, value) => pool.query({ ...RELAXED, values: [key, JSON.stringify(value)] }),
    },
    {
      name: 'writes of one tick in one unnest upsert',
      role: 'reference',
      get,
      set: coalesced(pool),
    },
    {
      name: 'BEGIN, SELECT, UPDATE, COMMIT',
      role: 'reference',
      get,
      set: (key, value) => inTransaction(pool, key, value),
    },
  ];
}

export async function read(pool, key) {
  return (await pool.query({ name: 'plain_read', text: SELECT, values: [key] })).rows[0]
    ?.cache_value;
}

export function upsert(pool, key, value) {
  return pool.query({ name: 'plain_write', text: UPSERT, values: [key, JSON.stringify(value)] });
}

const RELAXED = {
  name: 'plain_write_relaxed',
  text: `with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    ${UPSERT.replace('values ($1, $2::jsonb, ', 'select $1, $2::jsonb, ').replace(
      "interval '1 hour')",
      "interval '1 hour' from relaxed",
    )}`,
};

const COALESCED = {
  name: 'plain_write_all',
  text: `
    insert into plain_cache (cache_key, cache_value, fetched_at, expires_at)
    select key, value::jsonb, now(), now() + interval '1 hour'
    from unnest($1::text[], $2::text[]) as input (key, value) order by key
    on conflict (cache_key) do update set cache_value = excluded.cache_value,
      fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`,
};

function coalesced(pool) {
  let waiting = [];
  const flush = async () => {
    const asked = waiting;
    waiting = [];
    const last = new Map(asked.map(({ key, value }) => [key, JSON.stringify(value)]));
    await pool.query({ ...COALESCED, values: [[...last.keys()], [...last.values()]] });
    for (const { resolve } of asked) resolve();
  };
  return (key, value) =>
    new Promise((resolve) => {
      if (waiting.length === 0) process.nextTick(flush);
      waiting.push({ key, value, resolve });
    });
}

async function inTransaction(pool, key, value) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({ name: 'plain_read', text: SELECT, values: [key] });
    await client.query({
      name: 'plain_update',
      text: `update plain_cache set cache_value = $2::jsonb, fetched_at = now(),
        expires_at = now() + interval '1 hour' where cache_key = $1`,
      values: [key, JSON.stringify(value)],
    });
    await client.query('commit');
  } finally {
    client.release();
  }
}
