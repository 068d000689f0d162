import { migrateOurs, openOurs } from '../subjects/ours.mjs';
import { startWorker } from '../harness/workers.mjs';
import { createPlainTable, openPool } from '../subjects/plain-table.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { changeLatency } from './bus/latency.mjs';
import { changeRate } from './bus/rate.mjs';

/** Changes made in this process and seen in another one, which has the keys in memory. */
export async function run({ url, quick }) {
  await Promise.all([migrateOurs(url), createPlainTable(url)]);
  const ours = await openOurs({ url, poolSize: POOL_SIZE });
  const pool = openPool(url, POOL_SIZE);
  const other = startWorker('replica.mjs');
  await other.call('open', { url, poolSize: POOL_SIZE });
  const tables = [
    ...(await changeLatency(ours, pool, other, quick)),
    ...(await changeRate(ours, pool, other, quick)),
  ];
  await other.stop();
  await pool.end();
  await ours.close();
  return tables;
}
