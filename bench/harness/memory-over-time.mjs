import { setTimeout as pause } from 'node:timers/promises';
import { median } from './compare.mjs';

const SAMPLES = 60;

/** What `memory` of a worker gives, again and again for so long. */
export async function memoryOverTime(worker, durationMs) {
  const samples = [];
  for (let i = 0; i < SAMPLES; i++) {
    await pause(durationMs / SAMPLES);
    samples.push(await worker.call('memory'));
  }
  return samples;
}

/** The first sixth is for warming up. */
export function growthRows(subject, samples) {
  const sixth = SAMPLES / 6;
  const early = samples.slice(sixth, 2 * sixth);
  const late = samples.slice(-sixth);
  const of = (part, measure) => median(part.map((sample) => sample[measure]));
  return ['rss', 'heapUsed'].flatMap((measure) => [
    plainRow(`${subject}: ${measure} in the second sixth`, of(early, measure), 'MiB'),
    {
      ...plainRow(
        `${subject}: ${measure} in the last sixth, to the second`,
        of(late, measure),
        'MiB',
      ),
      ratioToLimit: Number((of(late, measure) / of(early, measure)).toFixed(3)),
    },
  ]);
}

/** A figure beside no other. */
export function plainRow(subject, value, unit) {
  const figure = Number(value.toPrecision(4));
  return { subject, median: figure, unit, ratioToLimit: null, ratioToBestPeer: null };
}

/** In a worker that runs with `--expose-gc`: what is left once the garbage is gone. */
export function memoryNow() {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: rss / 2 ** 20, heapUsed: heapUsed / 2 ** 20 };
}
