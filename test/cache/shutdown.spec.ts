import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, migrate } from '../support/cache-replica.js';
import { CacheWorker, LoadCounter } from '../support/cache-worker.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let counter: LoadCounter;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  counter = await LoadCounter.create(database.url);
});

afterAll(async () => {
  await counter.close();
  await database.drop();
});

async function resourcesOf(worker: CacheWorker): Promise<string[]> {
  const all = await worker.ask<string[]>('resources');
  return all.filter((name) => /Timeout|TCP|TLS|Immediate/.test(name));
}

describe('a process whose application is closed', () => {
  it('has no timer, socket or server left, and ends by itself', async () => {
    const options = { cleanupCron: '* * * * * *', leaseMs: 300 };
    const [busy, waiting] = await Promise.all(
      [1, 2].map(() => CacheWorker.start(database.url, options)),
    );
    if (busy === undefined || waiting === undefined) throw new Error('there are two');
    await eventually(async () => (await busy.stats()).bus === 'audible');
    await busy.ask('startTraffic', 5);
    await expect(busy.load('failing', { takesMs: 1, fails: 'E' })).resolves.toMatchObject({
      errors: ['E'],
    });
    const loading = busy.load('k', { takesMs: 2000 });
    await eventually(async () => (await counter.of('k')).length === 1);
    const following = waiting.load('k', { callers: 10, takesMs: 1, gives: 'by the other' });
    await busy.ask('stopTraffic');
    await busy.ask('close');
    expect((await following).values).toEqual(['by the other']);
    await waiting.ask('close');
    for (const worker of [busy, waiting]) {
      // Sockets take a moment to close.
      await eventually(async () => (await resourcesOf(worker)).length === 0, 1000);
      expect(await worker.hangUp()).toBe(0);
    }
    expect((await loading).errors).toEqual(['CACHE_CLOSED']);
  });
});
