import { SELECT } from './plain-table.mjs';

/** The limit of the plain way, and other ways by hand. */
export function plainReads(pool, dataSource) {
  const named = { name: 'plain_read', text: SELECT };
  const typeOrmPool = dataSource.driver.master;
  return [
    {
      name: 'named prepared statement on a pg pool',
      role: 'limit',
      get: async (key) => valueIn((await pool.query({ ...named, values: [key] })).rows),
    },
    {
      name: "the same on TypeORM's pool",
      role: 'reference',
      get: async (key) => valueIn((await typeOrmPool.query({ ...named, values: [key] })).rows),
    },
    {
      name: 'reads of one tick in one = any($1)',
      role: 'reference',
      get: coalesced(pool),
    },
    {
      name: 'unnamed query on the pool',
      role: 'reference',
      get: async (key) => valueIn((await pool.query(SELECT, [key])).rows),
    },
    {
      name: 'TypeORM dataSource.query',
      role: 'reference',
      get: async (key) => valueIn(await dataSource.query(SELECT, [key])),
    },
  ];
}

function coalesced(pool) {
  const text = `
    select cache_key, cache_value from plain_cache
    where cache_key = any($1::text[]) and expires_at > now()`;
  let waiting = [];
  const flush = async () => {
    const asked = waiting;
    waiting = [];
    const values = [asked.map(({ key }) => key)];
    const { rows } = await pool.query({ name: 'plain_read_any', text, values });
    const byKey = new Map(rows.map((row) => [row.cache_key, row.cache_value]));
    for (const { key, resolve } of asked) resolve(byKey.get(key));
  };
  return (key) =>
    new Promise((resolve) => {
      if (waiting.length === 0) process.nextTick(flush);
      waiting.push({ key, resolve });
    });
}

function valueIn([row]) {
  return row?.cache_value;
}
