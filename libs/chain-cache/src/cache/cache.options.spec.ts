import { describe, expect, it } from '@jest/globals';
import { CacheOptionsError } from './cache.errors.js';
import { resolveCacheOptions, type CacheModuleOptions } from './cache.options.js';

describe('the options of the cache', () => {
  it('have the defaults that their documentation tells', () => {
    expect(resolveCacheOptions({})).toEqual({
      ttlSeconds: 3600,
      graceSeconds: 86_400,
      memoryEntries: 10_000,
      unheardMemorySeconds: 5,
      cleanupCron: '0 */10 * * * *',
      softTimeoutMs: 500,
      hardTimeoutMs: 30_000,
      retryAfterMs: 1000,
      leaseMs: 5000,
      storeTimeoutMs: 5000,
    });
  });

  it('take a default for what is undefined, and only for that', () => {
    const given: object = { ttlSeconds: undefined, graceSeconds: 0, memoryEntries: 0 };
    const options = resolveCacheOptions(given);
    expect(options).toMatchObject({ ttlSeconds: 3600, graceSeconds: 0, memoryEntries: 0 });
  });

  it.each(['off', '* * * * *', '0 */10 * * * *', '@hourly'])('take %p as a schedule', (cron) => {
    expect(resolveCacheOptions({ cleanupCron: cron }).cleanupCron).toBe(cron);
  });

  it('need not be given, and are an object', () => {
    expect(resolveCacheOptions()).toEqual(resolveCacheOptions({}));
    for (const given of [null, 'off']) {
      const resolve = () => resolveCacheOptions(given as unknown as CacheModuleOptions);
      expect(resolve).toThrow(CacheOptionsError);
      expect(resolve).toThrow('options must be an object');
    }
  });

  it.each([
    { ttlSeconds: 0 },
    { ttlSeconds: null },
    { graceSeconds: -1 },
    { memoryEntries: -1 },
    { memoryEntries: 1.5 },
    { memoryEntries: 10_000_001 },
    { memoryEntries: '5' },
    { unheardMemorySeconds: 0 },
    { cleanupCron: '' },
    { cleanupCron: 'every minute' },
    { cleanupCron: '61 * * * * *' },
    { cleanupCron: 42 },
    { cleanupCron: new Date() },
    { cleanupCron: null },
    { softTimeoutMs: -1 },
    { hardTimeoutMs: 0 },
    { retryAfterMs: 0.5 },
    { leaseMs: 99 },
    { storeTimeoutMs: 9 },
  ])('refuse %p, naming it', (given) => {
    const resolve = () => resolveCacheOptions(given as CacheModuleOptions);
    expect(resolve).toThrow(CacheOptionsError);
    expect(resolve).toThrow(Object.keys(given)[0]);
  });
});
