import { compare } from '../harness/compare.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { createNaiveTable, openNaivePort } from '../subjects/naive-port.mjs';
import { migrateOurs, openOurs } from '../subjects/ours.mjs';
import { crowdOnOneKey } from './ancestor/crowd.mjs';
import { liveOnce, OPERATIONS } from './ancestor/operations.mjs';

/** The five operations of the ancestor, and a thousand writers of one key. */
export async function run({ url, quick }) {
  await Promise.all([migrateOurs(url), createNaiveTable(url)]);
  const ours = await openOurs({ url, poolSize: POOL_SIZE });
  const oursAlone = await openOurs({ url, poolSize: POOL_SIZE, memoryEntries: 0 });
  const naive = await openNaivePort({ url, poolSize: POOL_SIZE });
  const subjects = [
    { ...naive, expire: expireNaive(naive) },
    { ...asAncestor(ours), name: 'chain-cache' },
    { ...asAncestor(oursAlone), name: 'chain-cache, memory tier off' },
  ];
  const lives = await inRounds(subjects, quick ? 2 : 9, (subject, round) =>
    liveOnce(subject, round, quick ? 100 : 300),
  );
  const tables = OPERATIONS.map(({ operation, unit }) => tableOf(lives, operation, unit));
  tables.push(...(await crowdOnOneKey(subjects.slice(0, 2), quick)));
  await Promise.all([ours, oursAlone, naive].map((each) => each.close()));
  return tables;
}

/**
 * By SQL, as if time had passed: rows are past their life, and past their grace where they have one.
 * What was removed in earlier rounds leaves no gaps to go through, as autovacuum would have it.
 */
function asAncestor(ours) {
  const { cache, pool } = ours;
  return {
    ...ours,
    invalidate: (key) => cache.invalidate(key),
    cleanupExpired: () => cache.cleanupExpired(),
    async expire() {
      await pool.query('vacuum blockchain_cache');
      await pool.query(`
        insert into blockchain_cache (
          cache_key, cache_value, fetched_at, expires_at, servable_until, version)
        select 'old:' || i, jsonb_build_object('text', repeat('x', 180)), now(), now(), now(), i
        from generate_series(1, 20000) as i`);
    },
  };
}

function expireNaive({ dataSource }) {
  return async () => {
    await dataSource.query('vacuum naive_cache');
    await dataSource.query(`
      insert into naive_cache (cache_key, cache_value, fetched_at, expires_at)
      select 'old:' || i, jsonb_build_object('text', repeat('x', 180)), now(), now()
      from generate_series(1, 20000) as i`);
  };
}

function tableOf(lives, operation, unit) {
  const figures = [...lives].map(([subject, rounds]) => [
    subject,
    rounds.map((life) => life[operation]),
  ]);
  const label = ({ name }) => `${name}: ${operation}`;
  return { title: operation, rows: compare(new Map(figures), { unit, better: 'more', label }) };
}
