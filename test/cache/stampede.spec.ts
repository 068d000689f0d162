import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { passInDatabase } from '../support/cache-database-time.js';
import { eventually, migrate } from '../support/cache-replica.js';
import { CacheWorker, LoadCounter, type WorkerLoad } from '../support/cache-worker.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const PROCESSES = 4;
const CALLERS = 250;

let database: TestDatabase;
let dataSource: DataSource;
let counter: LoadCounter;
let workers: CacheWorker[];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  counter = await LoadCounter.create(database.url);
  dataSource = new DataSource({ type: 'postgres', url: database.url });
  await dataSource.initialize();
  const options = { retryAfterMs: 20_000, softTimeoutMs: 20_000 };
  workers = await Promise.all(
    Array.from({ length: PROCESSES }, () => CacheWorker.start(database.url, options)),
  );
  for (const worker of workers) {
    await eventually(async () => (await worker.stats()).bus === 'audible');
  }
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await counter.close();
  await dataSource.destroy();
  await database.drop();
});

describe(`${PROCESSES} processes with ${CALLERS} callers each`, () => {
  const all = (key: string, load: WorkerLoad, options = {}) =>
    Promise.all(workers.map((worker) => worker.load(key, { callers: CALLERS, ...load }, options)));

  /** Every process knew the key, and it is past its life since. */
  async function stale(key: string): Promise<void> {
    await workers[0]?.set(key, 'old', { ttlSeconds: 60 });
    await passInDatabase(dataSource, 90_000);
    await dataSource.query(`notify blockchain_cache, 'test {"p":""} 1000000'`);
    for (const worker of workers) {
      await eventually(async () => (await worker.get(key)) === undefined);
    }
  }

  it('load a cold key once', async () => {
    const results = await all('cold', { takesMs: 50, gives: { n: 0 } });
    for (const { values, errors } of results) {
      expect(values).toEqual([{ n: 0 }]);
      expect(errors).toEqual([]);
    }
    expect(await counter.of('cold')).toHaveLength(1);
  });

  it('load a stale key once', async () => {
    await stale('stale');
    const results = await all('stale', { takesMs: 50, gives: 'new' });
    for (const { values } of results) expect(values).toEqual(['new']);
    expect(await counter.of('stale')).toHaveLength(1);
  });

  it('load a stale key once, and do not wait for it where they need not', async () => {
    await stale('slow');
    const results = await all('slow', { takesMs: 4000, gives: 'new' }, { softTimeoutMs: 20 });
    for (const { values, errors } of results) {
      expect(values).toEqual(['old']);
      expect(errors).toEqual([]);
    }
    await eventually(async () => (await workers[0]?.get('slow')) === 'new');
    expect(await counter.of('slow')).toHaveLength(1);
  });

  it('fail once, and every caller gets that error', async () => {
    const results = await all('failing', { takesMs: 50, fails: 'E_CHAIN' });
    for (const { values, errors } of results) {
      expect(values).toEqual([]);
      expect(errors).toEqual(['E_CHAIN']);
    }
    expect(await counter.of('failing')).toHaveLength(1);
  });
});
