import { compare } from '../harness/compare.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { throughput } from '../harness/throughput.mjs';
import { assertIs, assertKeeps, KEYS, valueOf } from '../harness/values.mjs';
import { openStores } from '../subjects/stores.mjs';
import { createNaiveTable } from '../subjects/naive-port.mjs';
import { migrateOurs } from '../subjects/ours.mjs';
import { createPlainTable, openPool } from '../subjects/plain-table.mjs';
import { plainReads } from '../subjects/plain-reads.mjs';
import { upsert } from '../subjects/plain-writes.mjs';
import { openTypeOrmQueryCache } from '../subjects/typeorm-query-cache.mjs';

/** Hits in PostgreSQL by key, the memory tier of every subject off. */
export async function run({ url, quick }) {
  await Promise.all([migrateOurs(url), createNaiveTable(url), createPlainTable(url)]);
  const connection = { url, poolSize: POOL_SIZE, memory: false };
  const pool = openPool(url, POOL_SIZE);
  const stores = await openStores(connection);
  const queryCache = await openTypeOrmQueryCache(connection);
  await Promise.all(KEYS.map((key, i) => upsert(pool, key, valueOf(i))));
  for (const store of stores) await fill(store);
  const { dataSource } = stores.find(({ name }) => name === 'naive port');
  const subjects = [...plainReads(pool, dataSource), ...stores, queryCache];
  for (const subject of subjects) await assertKeeps(subject);
  const tables = [];
  for (const callers of [1, 16]) tables.push(await readsOf(subjects, callers, quick));
  await Promise.all([...stores, queryCache].map((store) => store.close()));
  await pool.end();
  return tables;
}

async function fill(store) {
  await Promise.all(KEYS.map((key, i) => store.set(key, valueOf(i))));
}

async function readsOf(subjects, callers, quick) {
  const title = callers === 1 ? '1 caller' : `${callers} callers`;
  const figures = await inRounds(subjects, quick ? 5 : 61, ({ get }) => {
    const read = async (i) => {
      const id = i % KEYS.length;
      assertIs(await get(KEYS[id]), id);
    };
    return throughput(read, callers, 40);
  });
  const label = ({ name }) => `${name}, ${title}`;
  return { title, rows: compare(figures, { unit: 'reads/s', better: 'more', label }) };
}
