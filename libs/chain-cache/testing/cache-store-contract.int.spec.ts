import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { migrate } from '../../../test/support/cache-replica.js';
import { passInDatabase } from '../../../test/support/cache-database-time.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { resolveCacheOptions } from '../src/cache/cache.options.js';
import { cacheEntities } from '../src/cache/store/entities.js';
import { PostgresCacheStore } from '../src/cache/store/postgres-cache.store.js';
import { SystemClock } from '../src/common/clock.js';
import { cacheStoreContract } from './index.js';

const TABLES = [
  { made: 'made by the migrations', make: migrate },
  { made: 'made from the entities', make: synchronize },
];

describe.each(TABLES)('the store in PostgreSQL, its tables $made', ({ make }) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let stores: readonly [PostgresCacheStore, PostgresCacheStore];

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    database = await createTestDatabase();
    await make(database.url);
    dataSource = new DataSource({ type: 'postgres', url: database.url, poolSize: 4 });
    await dataSource.initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('truncate blockchain_cache, blockchain_cache_lease');
    const newStore = () =>
      new PostgresCacheStore(dataSource, resolveCacheOptions({}), new SystemClock());
    stores = [newStore(), newStore()];
  });

  afterEach(() => Promise.all(stores.map((store) => store.close())));

  it.each(cacheStoreContract())('$name', async ({ run }) => {
    const [store, other] = stores;
    const pass = (ms: number) => passInDatabase(dataSource, ms);
    await expect(run({ store, other, pass })).resolves.toBeUndefined();
  });
});

async function synchronize(url: string): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url, entities: cacheEntities });
  await dataSource.initialize();
  await dataSource.synchronize();
  await dataSource.destroy();
}
