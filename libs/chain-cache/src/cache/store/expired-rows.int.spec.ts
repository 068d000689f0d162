import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
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

/** As the clean-up has it. */
const PAGES_A_BATCH = 1500;
/** Rows of 1500 bytes, three a page: more pages than five batches have. */
const WIDE_ROWS = 25_200;
const BATCHES = 6;
/** Of the largest table, one half has expired. */
const HALF = 500_000;

let database: TestDatabase;
let replica: CacheReplica;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  replica = await startReplica(database.url);
});

afterAll(async () => {
  await replica.close();
  await client.end();
  await database.drop();
});

beforeEach(async () => {
  await client.query('truncate blockchain_cache');
  for (const trigger of ['slow', 'only_without_workers']) {
    await client.query(`drop trigger if exists ${trigger} on blockchain_cache`);
  }
  await client.query('truncate blockchain_cache_cleanup');
});

/** Rows `${prefix}1` to n, of so many bytes, whose grace ended or ends so many seconds from now. */
async function fill(prefix: string, rows: number, bytes: number, servableSeconds: number) {
  await client.query(
    `insert into blockchain_cache
       (cache_key, cache_value, fetched_at, expires_at, servable_until, version)
     select $1 || i, to_jsonb(repeat('x', $3)), now() - interval '1 day', now() - interval '1 hour',
       now() + make_interval(secs => $4), 1
     from generate_series(1, $2) i`,
    [prefix, rows, bytes, servableSeconds],
  );
}

async function count(condition: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from blockchain_cache where ${condition}`,
  );
  return rows[0]?.n ?? NaN;
}

/** Makes each batch take 200 ms. */
async function slowDown() {
  await client.query(
    `create or replace function slow() returns trigger language plpgsql as
     'begin perform pg_sleep(0.2); return null; end'`,
  );
  await client.query(
    `create trigger slow before delete on blockchain_cache for each statement
     execute function slow()`,
  );
}

async function stateOfCleanup() {
  const { rows } = await client.query<{ next: number; claimed: boolean }>(
    `select next_page::int as next, claimed_until > now() as claimed from blockchain_cache_cleanup`,
  );
  return rows[0];
}

const lastCleanup = () => replica.cache.stats().lastCleanup;

describe('the clean-up', () => {
  it('removes what is past its grace, in batches of pages, and nothing else', async () => {
    await fill('old', WIDE_ROWS, 1500, -1);
    await fill('grace', 100, 1500, 3600);
    await replica.cache.set('fresh', 1);
    expect(await replica.cache.cleanupExpired()).toBe(WIDE_ROWS);
    expect(lastCleanup()).toMatchObject({ removed: WIDE_ROWS, complete: true });
    expect(lastCleanup()?.batches).toBeGreaterThanOrEqual(BATCHES);
    expect(await count('true')).toBe(101);
    expect(await replica.cache.cleanupExpired()).toBe(0);
  });

  it('has nothing to do in an empty table', async () => {
    expect(await replica.cache.cleanupExpired()).toBe(0);
    expect(lastCleanup()).toMatchObject({ batches: 0, complete: true });
  });

  it('never removes a row that is renewed while it waits for it', async () => {
    await fill('old', 3, 10, -1);
    await client.query('begin');
    await client.query(
      `update blockchain_cache set servable_until = now() + interval '1 hour'
       where cache_key = 'old2'`,
    );
    const cleaning = replica.cache.cleanupExpired();
    await eventually(async () => {
      const waiting = await replica.dataSource.query<unknown[]>(
        `select from pg_stat_activity where datname = current_database()
         and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await client.query('commit');
    expect(await cleaning).toBe(2);
    expect(await count(`cache_key = 'old2'`)).toBe(1);
  });

  it('has on disk what it removed, so that nobody who reads has to wait for that', async () => {
    for (let i = 0; i < 20; i++) {
      await fill('old', 3, 10, -1);
      const { rows } = await client.query<{ filled: string }>(
        'select pg_current_wal_insert_lsn() as filled',
      );
      expect(await replica.cache.cleanupExpired()).toBe(3);
      const after = await client.query(
        'select pg_current_wal_flush_lsn() > $1::pg_lsn as flushed',
        [rows[0]?.filled],
      );
      expect(after.rows).toEqual([{ flushed: true }]);
    }
  });

  it('leaves the I/O workers to those who read, and the pool as it was', async () => {
    const setting = () => replica.dataSource.query('show effective_io_concurrency');
    const before = await setting();
    await fill('old', 3, 10, -1);
    await client.query(
      `create or replace function only_without_workers() returns trigger language plpgsql as
       'begin return case current_setting(''effective_io_concurrency'') when ''0'' then old end; end';
       create trigger only_without_workers before delete on blockchain_cache for each row
       execute function only_without_workers()`,
    );
    expect(await replica.cache.cleanupExpired()).toBe(3);
    expect(await setting()).toEqual(before);
    expect(before).not.toEqual([{ effective_io_concurrency: '0' }]);
  });

  it('is done by one replica at a time', async () => {
    await fill('old', WIDE_ROWS, 1500, -1);
    await slowDown();
    const other = await startReplica(database.url);
    const cleaning = replica.cache.cleanupExpired();
    await eventually(async () => (await stateOfCleanup())?.claimed === true);
    expect(await other.cache.cleanupExpired()).toBe(0);
    expect(other.cache.stats().lastCleanup).toBeNull();
    expect(await cleaning).toBe(WIDE_ROWS);
    expect(await stateOfCleanup()).toEqual({ next: 0, claimed: false });
    await other.close();
  });

  it('stops within a second of shutdown, and is gone on with where it stopped', async () => {
    await fill('old', WIDE_ROWS, 1500, -1);
    await slowDown();
    const leaving = await startReplica(database.url);
    const cleaning = leaving.cache.cleanupExpired();
    await eventually(async () => (await stateOfCleanup())?.claimed === true);
    const closedAt = performance.now();
    await leaving.close();
    expect(performance.now() - closedAt).toBeLessThan(1000);
    const removed = await cleaning;
    expect(leaving.cache.stats().lastCleanup).toMatchObject({ removed, complete: false });
    expect(await stateOfCleanup()).toMatchObject({ claimed: false });
    expect(await replica.cache.cleanupExpired()).toBe(WIDE_ROWS - removed);
    const batches =
      (leaving.cache.stats().lastCleanup?.batches ?? 0) + (lastCleanup()?.batches ?? 0);
    expect(batches).toBe(Math.ceil((await pages()) / PAGES_A_BATCH));
  });

  it('is taken over, page by page, from a replica that died at it', async () => {
    await fill('old', WIDE_ROWS, 1500, -1);
    await client.query(
      `insert into blockchain_cache_cleanup (only_row, token, claimed_until, next_page) values
         (true, gen_random_uuid(), clock_timestamp() + interval '150 milliseconds', 3000)`,
    );
    const before = lastCleanup();
    expect(await replica.cache.cleanupExpired()).toBe(0);
    expect(lastCleanup()).toBe(before);
    await eventually(async () => (await replica.cache.cleanupExpired()) > 0);
    expect(await count('ctid < $$(3000,0)$$')).toBe(await count('true'));
    await replica.cache.cleanupExpired();
    expect(await count('true')).toBe(0);
  });

  it('stops when its claim ran out and another took over', async () => {
    await fill('old', WIDE_ROWS, 1500, -1);
    await slowDown();
    const cleaning = replica.cache.cleanupExpired();
    await eventually(async () => (await stateOfCleanup())?.claimed === true);
    await client.query(`update blockchain_cache_cleanup set token = gen_random_uuid()`);
    const removed = await cleaning;
    expect(removed).toBeLessThan(WIDE_ROWS);
    expect(lastCleanup()).toMatchObject({ removed, complete: false });
  });

  it('removes leases that nobody holds any more', async () => {
    await client.query(
      `insert into blockchain_cache_lease (cache_key, token, expires_at, version) values
         ('old', gen_random_uuid(), now() - interval '2 hours', 1),
         ('held', gen_random_uuid(), now() + interval '5 seconds', 2)`,
    );
    await replica.cache.cleanupExpired();
    const { rows } = await client.query('select cache_key from blockchain_cache_lease');
    expect(rows).toEqual([{ cache_key: 'held' }]);
  });

  it('of 1,000,000 rows loses none that live traffic renews', async () => {
    await fill('old', HALF, 20, -1);
    await fill('grace', HALF, 20, 3600);
    const renewed = new Set<string>();
    const over = new AbortController();
    const renew = async (seed: number) => {
      for (let i = seed; !over.signal.aborted; i = (i * 7919 + 11) % HALF) {
        const key = `old${i + 1}`;
        await replica.cache.set(key, 'renewed');
        renewed.add(key);
        await replica.cache.getEntry(`grace${i + 1}`);
      }
    };
    const traffic = Promise.all([1, 2, 3, 4].map(renew));
    await eventually(() => renewed.size > 100);
    const removed = await replica.cache.cleanupExpired();
    over.abort();
    await traffic;
    expect(removed).toBeGreaterThan(0.9 * HALF);
    expect(lastCleanup()?.batches).toBeGreaterThan(1);
    expect(await count(`cache_value = '"renewed"'`)).toBe(renewed.size);
    expect(await count(`cache_key like 'grace%'`)).toBe(HALF);
    expect(await count('servable_until <= now()')).toBe(0);
  }, 120_000);
});

async function pages(): Promise<number> {
  const { rows } = await client.query<{ pages: number }>(
    `select (pg_relation_size('blockchain_cache') / 8192)::int as pages`,
  );
  return rows[0]?.pages ?? NaN;
}
