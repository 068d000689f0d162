import assert from 'node:assert/strict';
import { compare } from '../harness/compare.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { throughput } from '../harness/throughput.mjs';
import { KEYS, valueOf } from '../harness/values.mjs';
import { createNaiveTable } from '../subjects/naive-port.mjs';
import { migrateOurs } from '../subjects/ours.mjs';
import { createPlainTable, openPool } from '../subjects/plain-table.mjs';
import { plainWrites } from '../subjects/plain-writes.mjs';
import { openStores } from '../subjects/stores.mjs';

/** Renewals of 1,000 keys in PostgreSQL. Ours tells all replicas, itself among them, of each. */
export async function run({ url, quick }) {
  await Promise.all([migrateOurs(url), createNaiveTable(url), createPlainTable(url)]);
  const pool = openPool(url, POOL_SIZE);
  const stores = await openStores({ url, poolSize: POOL_SIZE, memory: false });
  const [ours] = stores;
  const naive = stores.find(({ name }) => name === 'naive port');
  const subjects = [
    ...plainWrites(pool),
    typeOrmUpsert(naive),
    { ...ours, name: 'chain-cache set' },
    { ...ours, name: 'chain-cache set, durable', set: durably(ours) },
    ...stores.slice(1),
  ];
  for (const subject of subjects) await assertWrites(subject);
  const tables = [];
  for (const callers of [1, 16]) tables.push(await writesOf(subjects, callers, quick));
  await Promise.all(stores.map((store) => store.close()));
  await pool.end();
  return tables;
}

function durably({ cache }) {
  return (key, value) => cache.set(key, value, { durable: true });
}

function typeOrmUpsert({ entries, get }) {
  return {
    name: 'TypeORM repository.upsert',
    role: 'reference',
    get,
    async set(cacheKey, cacheValue) {
      const fetchedAt = new Date();
      const expiresAt = new Date(fetchedAt.getTime() + 3_600_000);
      await entries.upsert({ cacheKey, cacheValue, fetchedAt, expiresAt }, ['cacheKey']);
    },
  };
}

/** Every key is there before anything is timed, and what is written is what is read. */
async function assertWrites({ name, get, set }) {
  for (const version of [1, 2]) {
    await Promise.all(KEYS.map((key, i) => set(key, valueOf(i, version))));
    for (const [i, key] of KEYS.entries()) {
      assert.deepEqual(await get(key), valueOf(i, version), name);
    }
  }
}

async function writesOf(subjects, callers, quick) {
  const title = callers === 1 ? '1 caller' : `${callers} callers`;
  const figures = await inRounds(subjects, quick ? 5 : 41, ({ set }, round) => {
    const write = (i) => set(KEYS[i % KEYS.length], valueOf(i % KEYS.length, round));
    return throughput(write, callers, 60);
  });
  const label = ({ name }) => `${name}, ${title}`;
  return { title, rows: compare(figures, { unit: 'writes/s', better: 'more', label }) };
}
