import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.js';

const NAME = 'request_seconds';
const HELP = 'Time to answer.';
const BUCKETS = [0.001, 0.01, 0.5];

describe('DurationHistogram', () => {
  it('writes what prom-client writes of the same durations', async () => {
    const registry = new Registry();
    const theirs = new Histogram({
      name: NAME,
      help: HELP,
      labelNames: ['route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
    const ours = new DurationHistogram(NAME, HELP, BUCKETS);
    for (const [route, seconds] of [
      ['/a', 0],
      ['/a', 0.001],
      ['/a', 0.0011],
      ['/b/:id', 0.25],
      ['/b/:id', 7],
    ] as const) {
      theirs.observe({ route, status: '2xx' }, seconds);
      ours.of(`route="${route}",status="2xx"`).observe(seconds);
    }
    expect(ours.text()).toBe(await registry.metrics());
  });
});
