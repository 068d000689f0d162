import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  type CacheReplica,
  migrate,
  startReplica,
} from '../../../../../test/support/cache-replica.js';
import { RecordedLogs } from '../../../../../test/support/recorded-logs.js';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.js';
import { CacheStoreError } from '../cache.errors.js';

const MISSING =
  `the cache's store cannot be asked: relation "blockchain_cache_lease" does not exist ` +
  '(have chainCacheMigrations been run?)';

let database: TestDatabase;
let replica: CacheReplica;
const logs = new RecordedLogs();

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await startReplica(database.url);
  Logger.overrideLogger(logs);
});

afterAll(async () => {
  await replica.close();
  await database.drop();
});

it('says once that its tables are not there, and works as soon as they are', async () => {
  const { cache } = replica;
  for (const key of ['a', 'b']) {
    const removing = cache.invalidate(key);
    await expect(removing).rejects.toThrow(CacheStoreError);
    await expect(removing).rejects.toThrow(MISSING);
  }
  expect(logs.lines.filter((line) => line.includes(MISSING))).toEqual([
    `error BlockchainCache: ${MISSING}`,
  ]);
  await migrate(database.url);
  expect(await cache.invalidate('a')).toBe(false);
});
