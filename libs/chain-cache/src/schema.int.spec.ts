import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
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

async function left(): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

describe("the library's tables", () => {
  it('are made by the migrations as the entities describe them', async () => {
    expect(await left()).not.toEqual([]);
    await dataSource.runMigrations();
    expect(await left()).toEqual([]);
  });

  it('are made from the entities, with nothing left to do', async () => {
    await dataSource.synchronize(true);
    expect(await left()).toEqual([]);
  });
});
