import { compare } from '../harness/compare.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { startWorker } from '../harness/workers.mjs';
import { migrateOurs, openOurs } from '../subjects/ours.mjs';
import { openPool } from '../subjects/plain-table.mjs';
import { fill } from './cleanup/fill.mjs';
import { oursTimed } from './cleanup/ours-timed.mjs';
import { bySkippingLocked, oneDelete } from './cleanup/plain-ways.mjs';

const MEASURES = [
  { measure: 'totalMs', what: 'total' },
  { measure: 'longestMs', what: 'longest statement' },
  { measure: 'readP50Ms', what: 'read p50 meanwhile' },
  { measure: 'readP99Ms', what: 'read p99 meanwhile' },
  { measure: 'idleP99Ms', what: 'read p99 before' },
  { measure: 'readP99Growth', what: 'read p99 meanwhile, of that before', unit: 'times' },
];

/** A table of which every other row has expired, cleaned while another process reads by key. */
export async function run({ url, quick }) {
  const rowCount = quick ? 50_000 : 1_000_000;
  await migrateOurs(url);
  const ours = await openOurs({ url, poolSize: 2, memoryEntries: 0 });
  const pool = openPool(url, 2);
  const reader = startWorker('read-latency.mjs');
  await reader.call('open', url);
  const subjects = [
    { name: 'one DELETE', role: 'limit', clean: () => oneDelete(pool) },
    { name: 'chain-cache cleanupExpired', role: 'ours', clean: () => oursTimed(ours) },
    {
      name: 'batches of 10,000 by ctid, for update skip locked',
      role: 'reference',
      clean: () => bySkippingLocked(pool),
    },
  ];
  const outcomes = await inRounds(subjects, quick ? 1 : 7, async ({ clean, name }) => {
    await fill(pool, rowCount);
    return await timed(clean, reader, rowCount, name);
  });
  await reader.stop();
  await pool.end();
  await ours.close();
  return MEASURES.map((measure) => tableOf(outcomes, measure, rowCount));
}

async function timed(clean, reader, rowCount, name) {
  const idle = await reader.call('readFor', rowCount, 1500);
  await reader.call('start', rowCount);
  const startedAt = performance.now();
  const { removed, longestMs } = await clean();
  const totalMs = performance.now() - startedAt;
  const busy = await reader.call('end');
  if (removed !== rowCount / 2) throw new Error(`${name} removed ${removed} rows`);
  return {
    totalMs,
    longestMs,
    readP50Ms: busy.p50,
    readP99Ms: busy.p99,
    idleP99Ms: idle.p99,
    readP99Growth: busy.p99 / idle.p99,
  };
}

function tableOf(outcomes, { measure, what, unit = 'ms' }, rowCount) {
  const figures = [...outcomes].map(([subject, rounds]) => [
    subject,
    rounds.map((round) => round[measure]),
  ]);
  const label = ({ name }) => `${name}: ${what}`;
  return {
    title: `${rowCount.toLocaleString('en')} rows, half of them expired: ${what}`,
    rows: compare(new Map(figures), { unit, better: 'less', label }),
  };
}
