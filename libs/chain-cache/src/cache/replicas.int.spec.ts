import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { failureOf } from '../../../../test/support/cache-failure.js';
import { gate } from '../../../../test/support/cache-gate.js';
import {
  eventually,
  migrate,
  startReplica,
  type CacheReplica,
} from '../../../../test/support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import type { BlockchainCacheService as Cache } from './blockchain-cache.service.js';
import { CacheClosedError } from './cache.errors.js';

let database: TestDatabase;
let a: CacheReplica;
let b: CacheReplica;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  // A busy machine takes its time over ten thousand writes at once.
  const options = { memoryEntries: 20_000, retryAfterMs: 0, storeTimeoutMs: 30_000 };
  [a, b] = await Promise.all([
    startReplica(database.url, options),
    startReplica(database.url, options),
  ]);
  await Promise.all([a.audible(), b.audible()]);
});

afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
  await database.drop();
});

beforeEach(async () => {
  await a.cache.invalidatePrefix('k');
  await eventually(() => b.cache.stats().memoryEntries === 0);
});

describe('a change that PostgreSQL made after its replica had given it up', () => {
  let hasty: CacheReplica;

  beforeAll(async () => {
    hasty = await startReplica(database.url, { storeTimeoutMs: 500 });
    await hasty.audible();
  });

  afterAll(() => hasty.close());

  it.each([
    { what: 'set', change: () => hasty.cache.set('k', 'new'), seen: 'new' },
    { what: 'setMany', change: () => hasty.cache.setMany({ k: 'new', l: 1 }), seen: 'new' },
    { what: 'invalidate', change: () => hasty.cache.invalidate('k'), seen: undefined },
    { what: 'invalidatePrefix', change: () => hasty.cache.invalidatePrefix('k'), seen: undefined },
  ])('is seen by that replica, too: $what', async ({ change, seen }) => {
    await hasty.cache.set('k', 'old');
    const locking = new pg.Client(database.url);
    await locking.connect();
    await locking.query(`begin; select from blockchain_cache where cache_key = 'k' for update`);
    await expect(change()).rejects.toMatchObject({ code: 'CACHE_STORE_UNAVAILABLE' });
    await hasty.audible();
    await eventually(async () => (await hasty.cache.get('k').catch(() => undefined)) === 'old');
    await locking.query('commit');
    await locking.end();
    await eventually(async () => (await b.cache.get('k')) === seen);
    await eventually(async () => (await hasty.cache.get('k').catch(() => 'failed')) === seen);
  });
});

describe('a change on one replica', () => {
  it.each([
    { what: 'a value that is set', change: () => a.cache.set('k', 2), seen: 2 },
    {
      what: 'one that is set durably',
      change: () => a.cache.set('k', 2, { durable: true }),
      seen: 2,
    },
    { what: 'many that are set', change: () => a.cache.setMany({ k: 2, l: 2 }), seen: 2 },
    { what: 'a value that is loaded', change: () => renew(), seen: 2 },
    { what: 'an invalidation', change: () => a.cache.invalidate('k'), seen: undefined },
    { what: 'one of a prefix', change: () => a.cache.invalidatePrefix('k'), seen: undefined },
  ])('is seen by the other: $what', async ({ change, seen }) => {
    await a.cache.set('k', 1);
    await eventually(async () => (await b.cache.get('k')) === 1 && b.cache.peek('k') === 1);
    await change();
    await eventually(async () => (await b.cache.get('k')) === seen);
    expect(await a.cache.get('k')).toBe(seen);
  });

  async function renew() {
    const renewing = { ttlSeconds: 0.001 };
    await a.cache.set('k', 1, renewing);
    await eventually(async () => (await a.cache.get('k')) === undefined);
    await a.cache.getOrLoad('k', () => Promise.resolve(2));
  }

  it.each([
    { what: 'a durable write', change: (c: Cache) => c.set('k', 2, { durable: true }), seen: 2 },
    { what: 'an invalidation', change: (c: Cache) => c.invalidate('k'), seen: undefined },
  ])('is told though it is the last thing that a replica does: $what', async ({ change, seen }) => {
    const leaving = await startReplica(database.url);
    await b.cache.set('k', 1);
    await change(leaving.cache);
    await leaving.close();
    await eventually(() => b.cache.peek('k') !== 1);
    expect(await b.cache.get('k')).toBe(seen);
  });

  it('is made and told while the application has taken every connection of the pool', async () => {
    await a.audible();
    const taken = [];
    for (let i = 0; i < 5; i++) {
      const runner = a.dataSource.createQueryRunner();
      await runner.connect();
      taken.push(runner);
    }
    await a.cache.set('k', 1);
    await a.cache.set('k', 2, { durable: true });
    await eventually(() => b.cache.peek('k') !== 1);
    expect(await b.cache.get('k')).toBe(2);
    await Promise.all(taken.map((runner) => runner.release()));
    await a.audible();
  });

  it('is seen by the other while a change of that one waits for a lock', async () => {
    await a.cache.setMany({ k: 1, 'k:other': 1 });
    await eventually(() => a.cache.peek('k:other') === 1);
    const locking = new pg.Client(database.url);
    await locking.connect();
    await locking.query(`begin; select from blockchain_cache where cache_key = 'k' for update`);
    const changes = [a.cache.set('k', 2), a.cache.invalidate('k'), a.cache.set('k', 3)];
    await b.cache.set('k:other', 2);
    await eventually(() => a.cache.peek('k:other') === undefined, 5000);
    await locking.query('commit');
    await locking.end();
    expect(await Promise.all(changes)).toEqual([undefined, true, undefined]);
    expect(await b.cache.get('k')).toBe(3);
  });

  it('is seen by it 10,000 times in a burst, none lost', async () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `k:${i}`);
    await a.cache.setMany(new Map(keys.map((key) => [key, 'old'])));
    await eventually(async () => {
      const found = await b.cache.getMany(keys);
      return found.size === keys.length && b.cache.stats().memoryEntries === keys.length;
    });
    await Promise.all(keys.map((key, i) => a.cache.set(key, i)));
    await eventually(() => keys.every((key) => b.cache.peek(key) !== 'old'));
    const found = await b.cache.getMany(keys);
    expect([...found.values()].toSorted((x, y) => Number(x) - Number(y))).toEqual(
      keys.map((_, i) => i),
    );
  });

  it('does not void what was written later, on either', async () => {
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? a : b).cache.set('k', i)),
    );
    const last = await a.dataSource.query<{ cache_value: number }[]>(
      `select cache_value from blockchain_cache where cache_key = 'k'`,
    );
    for (const { cache } of [a, b]) {
      await eventually(async () => (await cache.get('k')) === last[0]?.cache_value);
      expect(cache.peek('k')).toBe(last[0]?.cache_value);
    }
  });
});

describe('a load on one replica', () => {
  /** A load of `k` on A that has begun and waits. */
  async function loadingOnA() {
    const slow = gate<string>();
    const loads = a.cache.stats().loads;
    const result = a.cache.getOrLoad('k', () => slow.passed);
    await eventually(() => a.cache.stats().loads > loads);
    return { ...slow, result };
  }

  it('is waited for by the other, without a connection or a lock held', async () => {
    const { open, result } = await loadingOnA();
    const loader = jest.fn(() => Promise.resolve('by B'));
    const other = b.cache.getOrLoad('k', loader);
    const busy = () =>
      a.dataSource.query<unknown[]>(
        `select pid from pg_stat_activity where datname = current_database()
           and xact_start is not null and pid <> pg_backend_pid()
         union select pid from pg_locks join pg_database on database = pg_database.oid
           where datname = current_database() and pid <> pg_backend_pid()`,
      );
    await eventually(async () => (await busy()).length === 0);
    const [lease] = await a.dataSource.query<{ persistence: string }[]>(
      `select relpersistence as persistence from pg_class join blockchain_cache_lease on true
       where relname = 'blockchain_cache_lease' and cache_key = 'k'`,
    );
    expect(lease).toEqual({ persistence: 'u' });
    open('by A');
    expect(await Promise.all([result, other])).toEqual(['by A', 'by A']);
    expect(loader).not.toHaveBeenCalled();
  });

  it('that the other invalidates meanwhile does not bring the old value back', async () => {
    const { open, result } = await loadingOnA();
    expect(await b.cache.invalidate('k')).toBe(false);
    open('old');
    expect(await result).toBe('old');
    expect(await a.cache.get('k')).toBeUndefined();
    expect(await b.cache.get('k')).toBeUndefined();
    expect(await a.cache.getOrLoad('k', () => Promise.resolve('new'))).toBe('new');
    await eventually(async () => (await b.cache.get('k')) === 'new');
  });

  it('gives way to what the other sets or loads meanwhile', async () => {
    const { open, result } = await loadingOnA();
    await b.cache.invalidate('k');
    expect(await b.cache.getOrLoad('k', () => Promise.resolve('newer'))).toBe('newer');
    open('old');
    expect(await result).toBe('newer');
    await eventually(async () => (await a.cache.get('k')) === 'newer');
  });

  it('that is shut down is taken over by the other at once', async () => {
    const leaving = await startReplica(database.url);
    const result = leaving.cache.getOrLoad('k', () => new Promise<string>(() => undefined));
    const failure = failureOf(result);
    await eventually(() => leaving.cache.stats().loads === 1);
    const other = b.cache.getOrLoad('k', () => Promise.resolve('by B'));
    await eventually(async () => (await b.cache.explain('k')).load === 'loading');
    const closedAt = performance.now();
    await leaving.close();
    expect(await failure).toBeInstanceOf(CacheClosedError);
    expect(await other).toBe('by B');
    expect(performance.now() - closedAt).toBeLessThan(2000);
  });
});

describe('when every connection is terminated', () => {
  it('under load, nobody gets an error, and changes are heard again', async () => {
    const over = new AbortController();
    let calls = 0;
    const traffic = async (replica: CacheReplica, name: string) => {
      for (let i = 0; !over.signal.aborted; i++, calls++) {
        await replica.cache.set(`k:${name}`, i);
        expect(await replica.cache.get(`k:${name}`)).toBe(i);
        await replica.cache.getOrLoad(`k:${name}:${i}`, () => Promise.resolve(i));
      }
    };
    const all = Promise.all(
      ['1', '2', '3'].flatMap((n) => [traffic(a, `a${n}`), traffic(b, `b${n}`)]),
    );
    await eventually(() => calls > 50);
    const terminated = await terminateAll();
    expect(terminated).toBeGreaterThan(2);
    const before = calls;
    await eventually(() => calls > before + 50);
    over.abort();
    await all;
    await Promise.all([a.audible(), b.audible()]);
    await a.cache.set('k', 'after');
    await eventually(async () => (await b.cache.get('k')) === 'after');
  });

  async function terminateAll(): Promise<number> {
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await admin.end();
    return rowCount ?? 0;
  }
});
