import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../harness/compare.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { startWorker } from '../harness/workers.mjs';
import { migrateOurs } from '../subjects/ours.mjs';

const SAMPLES = 60;

/**
 * Two replicas under mixed traffic for minutes: hits, misses, loads, failing loads, changes,
 * invalidations, expiries, evictions. Memory must not grow.
 */
export async function run({ url, quick, minutes }) {
  await migrateOurs(url);
  const replicas = [1, 2].map(() => startWorker('soak.mjs', { execArgv: ['--expose-gc'] }));
  for (const replica of replicas) await replica.call('open', { url, poolSize: POOL_SIZE });
  const durationMs = quick ? 20_000 : minutes * 60_000;
  const running = replicas.map((replica) => replica.call('run', durationMs));
  const samples = await sampled(replicas[0], durationMs);
  const operations = (await Promise.all(running)).reduce((sum, count) => sum + count, 0);
  await Promise.all(replicas.map((replica) => replica.stop()));
  return [{ title: `${Math.round(durationMs / 1000)} s`, rows: rowsOf(samples, operations) }];
}

async function sampled(replica, durationMs) {
  const samples = [];
  for (let i = 0; i < SAMPLES; i++) {
    await pause(durationMs / SAMPLES);
    samples.push(await replica.call('memory'));
  }
  return samples;
}

/** The first sixth is for warming up. */
function rowsOf(samples, operations) {
  const sixth = SAMPLES / 6;
  const early = samples.slice(sixth, 2 * sixth);
  const late = samples.slice(-sixth);
  const row = (subject, value, unit, ratioToLimit = null) => ({
    subject: `chain-cache: ${subject}`,
    median: Number(value.toPrecision(4)),
    unit,
    ratioToLimit,
    ratioToBestPeer: null,
  });
  const of = (part, measure) => median(part.map((sample) => sample[measure]));
  return [
    row('operations', operations, 'operations'),
    ...['rss', 'heapUsed'].flatMap((measure) => [
      row(`${measure} in the second sixth`, of(early, measure), 'MiB'),
      row(
        `${measure} in the last sixth, to the second`,
        of(late, measure),
        'MiB',
        Number((of(late, measure) / of(early, measure)).toFixed(3)),
      ),
    ]),
  ];
}
