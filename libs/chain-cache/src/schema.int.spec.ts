import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { BlockchainCache } from './cache/store/blockchain-cache.entity.js';
import { chainCacheEntities, chainCacheMigrations } from './schema.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = new DataSource({
    type: 'postgres',
    url: database.url,
    entities: chainCacheEntities,
    migrations: chainCacheMigrations,
  });
  await dataSource.initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** What TypeORM would do to make the tables what the entities say. */
async function left(): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function ours(): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    `select relname as name from pg_class
     where (relname like 'blockchain%' or relname like 'chain%') and relkind in ('r', 'S')
     order by relname`,
  );
  return rows.map(({ name }) => name);
}

describe("the library's tables, by its migrations", () => {
  it('are as the entities describe them', async () => {
    expect(await left()).not.toEqual([]);
    await dataSource.runMigrations();
    expect(await left()).toEqual([]);
  });

  it('have room for renewals in every page, and no index on what changes with them', async () => {
    const [{ options, indexes } = {}] = await dataSource.query<
      { options: string[]; indexes: string[] }[]
    >(
      `select reloptions as options, array(
         select pg_get_indexdef(indexrelid) from pg_index where indrelid = pg_class.oid) as indexes
       from pg_class where relname = 'blockchain_cache'`,
    );
    expect(options).toEqual(['fillfactor=70']);
    expect(indexes).toEqual([expect.stringContaining('(cache_key)')]);
  });

  it('leave nothing behind when these are taken back, and can be made again', async () => {
    for (const _ of chainCacheMigrations) await dataSource.undoLastMigration();
    expect(await ours()).toEqual([]);
    await dataSource.runMigrations();
    expect(await ours()).toEqual([
      'blockchain_cache',
      'blockchain_cache_cleanup',
      'blockchain_cache_lease',
      'blockchain_cache_version_seq',
      'chain_count_history',
      'chain_follow_span',
    ]);
    expect(await dataSource.runMigrations()).toEqual([]);
  });

  it('keep an entry as the entity reads it', async () => {
    await dataSource.query(
      `insert into blockchain_cache values
         ('k', '{"n": 0}', now(), 'infinity', 'infinity', 7, 'main', 42)`,
    );
    const entry = await dataSource
      .getRepository(BlockchainCache)
      .findOneByOrFail({ cacheKey: 'k' });
    expect(entry).toMatchObject({
      cacheValue: { n: 0 },
      fetchedAt: expect.any(Date),
      version: '7',
      orderChain: 'main',
      orderHeight: '42',
    });
  });
});

describe("the library's tables, by its entities", () => {
  it('are made with nothing left to do', async () => {
    await dataSource.synchronize(true);
    expect(await left()).toEqual([]);
  });
});
