import { POOL_SIZE } from '../harness/limits.mjs';
import { growthRows, memoryOverTime, plainRow } from '../harness/memory-over-time.mjs';
import { startWorker } from '../harness/workers.mjs';
import { migrateOurs } from '../subjects/ours.mjs';

/**
 * Two replicas under mixed traffic for minutes: hits, misses, loads, failing loads, changes,
 * invalidations, expiries, evictions. Memory must not grow.
 */
export async function run({ url, quick, minutes = 10 }) {
  await migrateOurs(url);
  const replicas = [1, 2].map(() => startWorker('soak.mjs', { execArgv: ['--expose-gc'] }));
  for (const replica of replicas) await replica.call('open', { url, poolSize: POOL_SIZE });
  const durationMs = quick ? 20_000 : minutes * 60_000;
  const running = replicas.map((replica) => replica.call('run', durationMs));
  const samples = await memoryOverTime(replicas[0], durationMs);
  const operations = (await Promise.all(running)).reduce((sum, count) => sum + count, 0);
  await Promise.all(replicas.map((replica) => replica.stop()));
  const rows = [
    plainRow('chain-cache: operations', operations, 'operations'),
    ...growthRows('chain-cache', samples),
  ];
  return [{ title: `${Math.round(durationMs / 1000)} s`, rows }];
}
