import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gate } from '../../../../../test/support/cache-gate.js';
import {
  eventually,
  migrate,
  startReplica,
  type CacheReplica,
} from '../../../../../test/support/cache-replica.js';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.js';
import type { BlockchainCacheService } from '../blockchain-cache.service.js';
import { CacheKeyError, CacheOptionsError, CacheValueError } from '../cache.errors.js';
import { diagnostics, type StoreEvent } from '../diagnostics.js';

let database: TestDatabase;
let replica: CacheReplica;
let cache: BlockchainCacheService;
let statements: string[] = [];

const noted = (event: unknown) => {
  const { statement } = event as StoreEvent;
  // Heartbeats come when they want.
  if (statement !== 'blockchain_cache_notify') statements.push(statement);
};

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  replica = await startReplica(database.url, { memoryEntries: 0 });
  ({ cache } = replica);
  diagnostics.store.subscribe(noted);
});

afterAll(async () => {
  diagnostics.store.unsubscribe(noted);
  await replica.close();
  await database.drop();
});

beforeEach(async () => {
  await cache.invalidatePrefix('k');
  statements = [];
});

/** Whether a statement waits for a lock that another one holds. */
async function somebodyWaits(): Promise<boolean> {
  const waiting = await replica.dataSource.query<unknown[]>(
    `select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return waiting.length === 1;
}

/** A load that is under way until it is let go. */
async function loadingOf(key: string) {
  const { passed, open } = gate<number>();
  const { loads } = cache.stats();
  const loading = cache.getOrLoad(key, () => passed);
  await eventually(() => cache.stats().loads > loads);
  statements = [];
  return { loading, open };
}

describe('the store in PostgreSQL', () => {
  it('carries any JSON under any key', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((s) => !/[\0\p{Cs}]/u.test(s));
    const key = text.map((s) => `k${s.replaceAll(/\p{Cc}/gu, '')}`);
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.constantFrom(null, true, false, 0, 1e308, 5e-324, -1.5, 2 ** 53),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
        text,
        fc.array(tie('json')),
        fc.dictionary(text, tie('json')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, json, { minKeys: 1 }), async (values) => {
        await cache.setMany(values);
        expect(Object.fromEntries(await cache.getMany(Object.keys(values)))).toEqual(values);
      }),
      { numRuns: 100 },
    );
  });

  it('asks for many, and writes many, by one statement, however many', async () => {
    const values = new Map(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
    await cache.setMany(values);
    const found = await cache.getMany([...values.keys()]);
    expect(found.size).toBe(values.size);
    expect([...values].every(([key, value]) => found.get(key) === value)).toBe(true);
    expect(statements).toEqual(['blockchain_cache_write_many', 'blockchain_cache_read_many']);
  });

  it('asks for many even where its plans were made for a table of few', async () => {
    await replica.dataSource.query('delete from blockchain_cache');
    await cache.set('k', 1);
    await replica.dataSource.query('vacuum analyze blockchain_cache');
    for (let i = 0; i < 60; i++) await Promise.all([1, 2, 3, 4].map((n) => cache.get(`k${n}`)));
    const values = new Map(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
    await cache.setMany(values);
    const startedAt = performance.now();
    expect((await cache.getMany([...values.keys()])).size).toBe(20_000);
    // By a plan for few it takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('asks once for the reads, and once for the writes, of one tick', async () => {
    const keys = Array.from({ length: 300 }, (_, i) => `k${i}`);
    await Promise.all(keys.map((key, i) => cache.set(key, i)));
    expect(await Promise.all(keys.map((key) => cache.get(key)))).toEqual(keys.map((_, i) => i));
    expect(statements).toEqual(['blockchain_cache_write_many', 'blockchain_cache_read_many']);
  });

  it('asks by prepared statements, on connections of the pool of TypeORM', async () => {
    await cache.get('k');
    const prepared = await replica.dataSource.query<{ name: string }[]>(
      `select name from pg_prepared_statements`,
    );
    expect(prepared.map(({ name }) => name)).toContain('blockchain_cache_read');
  });

  it('takes no part in the transaction of its caller', async () => {
    await expect(
      replica.dataSource.transaction(async (manager) => {
        await manager.query('select 1');
        await cache.set('k', 'kept');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await cache.get('k')).toBe('kept');
  });

  it('waits for the disk only where it is to', async () => {
    /** Whether what was written before this write, and the write itself, was on disk after it. */
    const wasFlushed = async (write: () => Promise<unknown>) => {
      const [before] = await replica.dataSource.query<{ lsn: string }[]>(
        `select pg_current_wal_insert_lsn() as lsn`,
      );
      await write();
      const [after] = await replica.dataSource.query<{ flushed: boolean }[]>(
        `select pg_current_wal_flush_lsn() > $1::pg_lsn as flushed`,
        [before?.lsn],
      );
      return after?.flushed ?? false;
    };
    const howOften = async (write: (i: number) => Promise<unknown>) => {
      let flushed = 0;
      for (let i = 0; i < 20; i++) if (await wasFlushed(() => write(i))) flushed++;
      return flushed;
    };
    const load = () => Promise.resolve(1);
    expect(await howOften((i) => cache.set('k', i, { durable: true }))).toBe(20);
    expect(await howOften((i) => cache.getOrLoad(`k-d${i}`, load, { durable: true }))).toBe(20);
    // Somebody else's flush may take ours along now and then.
    expect(await howOften((i) => cache.set('k', i))).toBeLessThan(20);
    expect(await howOften((i) => cache.getOrLoad(`k-r${i}`, load))).toBeLessThan(20);
    const [setting] = await replica.dataSource.query<{ setting: string }[]>(
      `select current_setting('synchronous_commit') as setting`,
    );
    expect(setting).toEqual({ setting: 'on' });
  });

  it('writes over whoever loads, by the one statement', async () => {
    const { loading, open } = await loadingOf('k');
    await cache.set('k', 2);
    expect(statements).toEqual(['blockchain_cache_write']);
    open(1);
    expect(await loading).toBe(2);
    expect(await cache.get('k')).toBe(2);
  });

  it('takes nothing of a load that a write overtakes while it waits for the row', async () => {
    const { loading, open } = await loadingOf('k');
    const runner = replica.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `insert into blockchain_cache
         (cache_key, cache_value, fetched_at, expires_at, servable_until, version)
       values ('k', '2', now(), 'infinity', 'infinity', nextval('blockchain_cache_version_seq'))`,
    );
    open(1);
    await eventually(somebodyWaits);
    await runner.commitTransaction();
    await runner.release();
    expect(await loading).toBe(2);
    expect(await cache.get('k')).toBe(2);
  });

  it('gives a write that another one has overtaken the higher version all the same', async () => {
    await cache.set('k', 'before');
    const runner = replica.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`select from blockchain_cache where cache_key = 'k' for update`);
    // It has drawn its version by the time it waits for the row.
    const written = cache.set('k', 'after');
    await eventually(somebodyWaits);
    await runner.query(
      `update blockchain_cache set version = nextval('blockchain_cache_version_seq')
       where cache_key = 'k'`,
    );
    const versionOf = async () => {
      const [row] = (await runner.query(
        `select version::int from blockchain_cache where cache_key = 'k'`,
      )) as { version: number }[];
      return row?.version ?? NaN;
    };
    const overtaking = await versionOf();
    await runner.commitTransaction();
    await written;
    expect(await versionOf()).toBeGreaterThan(overtaking);
    await runner.release();
    expect(await cache.get('k')).toBe('after');
  });

  it('removes what a load wrote while it waited for that load', async () => {
    const runner = replica.dataSource.createQueryRunner();
    await runner.query(
      `insert into blockchain_cache_lease (cache_key, token, expires_at, version) values
         ('k', gen_random_uuid(), now() + interval '1 hour', nextval('blockchain_cache_version_seq'))`,
    );
    // The two parts of a leased write, seen by nobody until it commits.
    await runner.startTransaction();
    await runner.query(`delete from blockchain_cache_lease where cache_key = 'k'`);
    await runner.query(
      `insert into blockchain_cache
         (cache_key, cache_value, fetched_at, expires_at, servable_until, version)
       values ('k', '"loaded"', now(), 'infinity', 'infinity', 1)`,
    );
    const invalidated = cache.invalidate('k');
    await eventually(somebodyWaits);
    await runner.commitTransaction();
    await runner.release();
    expect(await invalidated).toBe(true);
    expect(await cache.getEntry('k')).toBeUndefined();
    expect(statements.filter((name) => name === 'blockchain_cache_remove')).toHaveLength(2);
  });

  it('removes those of many that a load wrote while it waited for it, and tells which there were', async () => {
    await cache.setMany({ k1: 1, k3: 3, k4: 4 });
    const runner = replica.dataSource.createQueryRunner();
    await runner.query(
      `insert into blockchain_cache_lease (cache_key, token, expires_at, version)
       select key, gen_random_uuid(), now() + interval '1 hour',
         nextval('blockchain_cache_version_seq')
       from unnest(array['k2', 'k3']) as key`,
    );
    await runner.startTransaction();
    await runner.query(`delete from blockchain_cache_lease where cache_key = 'k2'`);
    await runner.query(
      `insert into blockchain_cache
         (cache_key, cache_value, fetched_at, expires_at, servable_until, version)
       values ('k2', '"loaded"', now(), 'infinity', 'infinity', 1)`,
    );
    const keys = ['k3', 'k2', 'k1', 'k"5\\'];
    const invalidated = Promise.all(keys.map((key) => cache.invalidate(key)));
    await eventually(somebodyWaits);
    await runner.commitTransaction();
    await runner.release();
    expect(await invalidated).toEqual([true, true, true, false]);
    expect(await cache.getMany(['k1', 'k2', 'k3', 'k4'])).toEqual(new Map([['k4', 4]]));
    expect(statements.filter((name) => name.includes('remove'))).toEqual([
      'blockchain_cache_remove_many',
      'blockchain_cache_remove',
    ]);
  });

  it.each([
    { what: 'a bad key', call: () => cache.set('k\n', 1), error: CacheKeyError },
    { what: 'a bad key', call: () => cache.get('k'.repeat(513)), error: CacheKeyError },
    { what: 'a bad value', call: () => cache.set('k', { at: 1n }), error: CacheValueError },
    { what: 'a bad value', call: () => cache.set('k', '\u0000'), error: CacheValueError },
    {
      what: 'a value of more than 1 MiB',
      call: () => cache.set('k', 'x'.repeat(1024 * 1024)),
      error: CacheValueError,
    },
    {
      what: 'a bad time to live',
      call: () => cache.set('k', 1, { ttlSeconds: NaN }),
      error: CacheOptionsError,
    },
    {
      what: 'one bad value among good ones',
      call: () => cache.setMany({ k1: 1, k2: undefined }),
      error: CacheValueError,
    },
  ])('is not even asked about $what', async ({ call, error }) => {
    await expect(call()).rejects.toThrow(error);
    expect(statements).toEqual([]);
    expect(await cache.list({ prefix: 'k' })).toEqual([]);
  });
});
