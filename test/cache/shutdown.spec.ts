import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BlockchainCacheService, CacheModule } from 'nestjs-chain-cache';
import { DataSource } from 'typeorm';
import { failureOf } from '../support/cache-failure.js';
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
      await eventually(async () => (await resourcesOf(worker)).length === 0, 5000);
      expect(await worker.hangUp()).toBe(0);
    }
    expect((await loading).errors).toEqual(['CACHE_CLOSED']);
  });
});

describe('an application that is closed', () => {
  const typeOrm = () =>
    TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true });
  const cacheModule = () => CacheModule.forRoot({ cleanupCron: 'off' });

  let observer: DataSource;

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    observer = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await observer.query(`
      insert into blockchain_cache
      select 'expired:' || i, to_jsonb(repeat('x', 200)), now(), '-infinity', '-infinity',
        nextval('blockchain_cache_version_seq')
      from generate_series(1, 200000) as i`);
  });

  afterAll(() => observer.destroy());

  it.each([
    { order: 'TypeORM, then the cache', imports: () => [typeOrm(), cacheModule()] },
    { order: 'the cache, then TypeORM', imports: () => [cacheModule(), typeOrm()] },
    {
      order: 'each in a module of its own',
      imports: () => [
        { module: class Databases {}, imports: [typeOrm()] },
        { module: class Caches {}, imports: [cacheModule()] },
      ],
    },
  ])('leaves neither lease nor claim behind, whoever is closed first: $order', async (given) => {
    const root = { module: class Root {}, imports: given.imports() };
    const app = await NestFactory.createApplicationContext(root);
    const cache = app.get(BlockchainCacheService);
    await eventually(() => cache.stats().bus === 'audible');
    const load = failureOf(cache.getOrLoad('held', () => new Promise<string>(() => undefined)));
    await eventually(() => cache.stats().loads === 1);
    const cleaning = cache.cleanupExpired();
    await app.close();
    expect(await load).toMatchObject({ code: 'CACHE_CLOSED' });
    expect(await cleaning).toBeGreaterThanOrEqual(0);
    const leases = `select from blockchain_cache_lease where cache_key = 'held'`;
    expect(await observer.query(leases)).toEqual([]);
    expect(
      await observer.query(`select claimed_until > now() as claimed from blockchain_cache_cleanup`),
    ).toEqual([{ claimed: false }]);
  });
});
