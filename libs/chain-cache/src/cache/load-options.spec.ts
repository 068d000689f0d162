import { describe, expect, it } from '@jest/globals';
import { CacheOptionsError } from './cache.errors.js';
import { resolveCacheOptions } from './cache.options.js';
import { planKeeping, planLoading, type LoadOptions } from './load-options.js';

const defaults = resolveCacheOptions({ ttlSeconds: 7, graceSeconds: 8, retryAfterMs: 9 });

describe('how a value is loaded and kept', () => {
  it('is as the module says, where nothing else is given', () => {
    expect(planLoading({}, defaults)).toEqual({
      ttlSeconds: 7,
      graceSeconds: 8,
      durable: false,
      replaceOtherChain: false,
      softTimeoutMs: 500,
      hardTimeoutMs: 30_000,
      retryAfterMs: 9,
    });
  });

  it('is as given, zeros included', () => {
    const order = { chain: 'main', height: 0 };
    const given = { ttlSeconds: 1, graceSeconds: 0, durable: true, order, replaceOtherChain: true };
    expect(planKeeping(given, defaults)).toEqual(given);
    const times = { softTimeoutMs: 0, hardTimeoutMs: 1, retryAfterMs: 0 };
    expect(planLoading(times, defaults)).toMatchObject(times);
  });

  it.each([
    { ttlSeconds: 0 },
    { graceSeconds: -1 },
    { durable: 'yes' },
    { replaceOtherChain: 1 },
    { order: { chain: '', height: 1 } },
    { order: null },
    { ttlSeconds: null },
    { hardTimeoutMs: null },
    { softTimeoutMs: -1 },
    { hardTimeoutMs: 0 },
    { retryAfterMs: NaN },
  ])('is refused with %p, naming it', (given) => {
    const plan = () => planLoading(given as LoadOptions, defaults);
    expect(plan).toThrow(CacheOptionsError);
    expect(plan).toThrow(Object.keys(given)[0]);
  });

  it.each([null, 60, 'long'])('is refused with %p for options', (given) => {
    for (const plan of [planKeeping, planLoading]) {
      const refused = () => plan(given as unknown as LoadOptions, defaults);
      expect(refused).toThrow(new CacheOptionsError(`options must be an object, not ${given}`));
    }
  });
});
