import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failureOf } from '../support/cache-failure.js';
import { FaultyProxy } from '../support/cache-proxy.js';
import { eventually, migrate, startReplica, type CacheReplica } from '../support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const STORE_TIMEOUT_MS = 400;
/** What a busy machine adds. */
const SLACK_MS = 1000;

let database: TestDatabase;
let proxy: FaultyProxy;
let replica: CacheReplica;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});

afterAll(() => database.drop());

beforeEach(async () => {
  proxy = await FaultyProxy.to(database.url);
  replica = await startReplica(proxy.url, { storeTimeoutMs: STORE_TIMEOUT_MS });
  await replica.audible();
});

afterEach(() => proxy.close());

/** How long a call takes, whether it fails or not. */
async function took(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await Promise.allSettled([call()]);
  return performance.now() - startedAt;
}

describe('a network that accepts and never answers', () => {
  it('costs a caller no more than the time-out, and memory none of it', async () => {
    const { cache, close } = replica;
    await cache.set('k', 1);
    proxy.fault = 'silent';
    const calls = [() => cache.get('none'), () => cache.set('k', 2), () => cache.invalidate('k')];
    for (const call of calls) {
      expect(await took(call)).toBeLessThan(STORE_TIMEOUT_MS + SLACK_MS);
      expect(await failureOf(call())).toMatchObject({ code: 'CACHE_STORE_UNAVAILABLE' });
    }
    expect(await cache.get('k')).toBe(1);
    let loads = 0;
    const load = () => Promise.resolve(++loads);
    expect(await took(() => cache.getOrLoad('l', load))).toBeLessThan(
      2 * STORE_TIMEOUT_MS + SLACK_MS,
    );
    expect(await cache.getOrLoad('l', load)).toBe(1);
    const all = Array.from({ length: 1000 }, () => took(() => cache.get('none')));
    expect(Math.max(...(await Promise.all(all)))).toBeLessThan(STORE_TIMEOUT_MS + SLACK_MS);
    expect(await took(close)).toBeLessThan(5 * STORE_TIMEOUT_MS + SLACK_MS);
  });

  it('is noticed by who listens, and left behind when there is a better one', async () => {
    const { cache, close, audible } = replica;
    await cache.set('k', 1);
    proxy.fault = 'silent';
    await eventually(() => cache.stats().bus === 'inaudible');
    proxy.fault = undefined;
    await audible();
    expect(cache.stats().memoryEntries).toBe(0);
    expect(await cache.get('k')).toBe(1);
    await cache.set('k', 2);
    await close();
  });

  it('does nothing behind the back of a caller who has given up', async () => {
    const { cache, dataSource, close } = replica;
    await cache.set('k', 1);
    const pool = Array.from({ length: 5 }, () => dataSource.createQueryRunner());
    for (const connection of pool) await connection.connect();
    await expect(cache.invalidatePrefix('k')).rejects.toMatchObject({
      code: 'CACHE_STORE_UNAVAILABLE',
    });
    for (const connection of pool) await connection.release();
    // What waited for a connection has had its turn when another does.
    await eventually(() =>
      cache.invalidatePrefix('next').then(
        () => true,
        () => false,
      ),
    );
    expect(await cache.get('k')).toBe(1);
    await close();
  });
});
