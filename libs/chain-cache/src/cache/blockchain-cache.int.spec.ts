import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { passInDatabase } from '../../../../test/support/cache-database-time.js';
import {
  eventually,
  migrate,
  startReplica,
  type CacheReplica,
} from '../../../../test/support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import type { BlockchainCacheService } from './blockchain-cache.service.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});

afterAll(() => database.drop());

describe.each([
  { tier: 'with the memory tier', memoryEntries: 1000 },
  { tier: 'with PostgreSQL alone', memoryEntries: 0 },
])('a cache $tier', ({ memoryEntries }) => {
  let replica: CacheReplica;
  let cache: BlockchainCacheService;

  beforeAll(async () => {
    replica = await startReplica(database.url, { memoryEntries, retryAfterMs: 0 });
    await replica.audible();
    ({ cache } = replica);
  });

  afterAll(() => replica.close());

  beforeEach(async () => {
    await replica.dataSource.query('truncate blockchain_cache, blockchain_cache_lease');
    await cache.invalidatePrefix('k');
  });

  it.each([
    { what: '0', value: 0 },
    { what: 'false', value: false },
    { what: 'an empty string', value: '' },
    { what: 'null', value: null },
    { what: 'an empty list', value: [] },
    { what: 'an empty object', value: {} },
    { what: 'a value of 1 MiB', value: 'x'.repeat(1024 * 1024 - 2) },
  ])('keeps $what', async ({ value }) => {
    await cache.set('k', value);
    expect(await cache.get('k')).toEqual(value);
    expect((await cache.getEntry('k'))?.value).toEqual(value);
    expect(await cache.getMany(['k'])).toEqual(new Map([['k', value]]));
    const loader = () => Promise.reject(new Error('not to be asked'));
    expect(await cache.getOrLoad('k', loader)).toEqual(value);
  });

  it.each([
    { what: 'quotes', key: `k'or'1"` },
    { what: 'percent signs', key: 'k%_' },
    { what: 'emoji', key: 'k👩‍🚀' },
    { what: '512 characters', key: `k${'📦'.repeat(511)}` },
    { what: 'backslashes', key: 'k\\' },
    { what: 'braces and commas', key: 'k{a,b}' },
  ])('keeps a value under a key with $what', async ({ key }) => {
    await cache.set(key, 1);
    expect(await cache.get(key)).toBe(1);
    expect(await cache.invalidate(key)).toBe(true);
    expect(await cache.get(key)).toBeUndefined();
  });

  it('gives undefined for what it does not have', async () => {
    expect(await cache.get('k')).toBeUndefined();
    expect(await cache.getEntry('k')).toBeUndefined();
    expect(await cache.getMany(['k'])).toEqual(new Map());
  });

  it('takes 1,000 writers of one key at once', async () => {
    const writers = Array.from({ length: 1000 }, (_, i) => cache.set('k', i));
    await Promise.all(writers);
    expect(await cache.get('k')).toBe(999);
  });

  it('loads once for 10,000 callers at once', async () => {
    let loads = 0;
    const loader = async () => {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { loads };
    };
    const callers = Array.from({ length: 10_000 }, () => cache.getOrLoad('k', loader));
    expect(new Set((await Promise.all(callers)).map(({ loads }) => loads))).toEqual(new Set([1]));
    expect(loads).toBe(1);
  });

  it('renews a stale entry once for 10,000 callers at once', async () => {
    await cache.set('k', 'old');
    await passInDatabase(replica.dataSource, 3_700_000);
    await replica.dataSource.query(`notify blockchain_cache, 'test {"k":["k"]} 1000000000'`);
    await eventually(async () => (await cache.get('k')) === undefined);
    let loads = 0;
    const loader = async () => {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return 'new';
    };
    const patient = { softTimeoutMs: 20_000 };
    const callers = Array.from({ length: 10_000 }, () => cache.getOrLoad('k', loader, patient));
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['new']));
    expect(loads).toBe(1);
  });

  it("gives the loader's own error to all, and keeps nothing of it", async () => {
    const error = new Error('no such chain');
    let loads = 0;
    const loader = async (): Promise<number> => {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw error;
    };
    const callers = Array.from({ length: 10_000 }, () => cache.getOrLoad('k', loader));
    const results = await Promise.allSettled(callers);
    expect(results.every((r) => r.status === 'rejected' && r.reason === error)).toBe(true);
    expect(loads).toBe(1);
    expect(await cache.get('k')).toBeUndefined();
    expect(await cache.getOrLoad('k', () => Promise.resolve(1))).toBe(1);
  });
});
