import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { FaultyProxy } from '../../../../test/support/cache-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import { onConnection } from './on-connection.js';

const POOL_SIZE = 2;

const ONE = (manager: EntityManager) => manager.query<unknown>('select 1 as one');

describe('a connection of the pool', () => {
  let database: TestDatabase;
  let road: FaultyProxy;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    road = await FaultyProxy.to(database.url);
    dataSource = await new DataSource({
      type: 'postgres',
      url: road.url,
      poolSize: POOL_SIZE,
      connectTimeoutMS: 5000,
      poolErrorHandler: () => undefined,
    }).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await road.close();
    await database.drop();
  });

  it('that has gone silent is cut when the time is over, and the pool has its place again', async () => {
    await Promise.all([ONE, ONE].map((work) => onConnection(dataSource, 1000, work)));
    road.fault = 'silent';
    const asked = [ONE, ONE].map((work) => onConnection(dataSource, 200, work));
    for (const { status, reason } of (await Promise.allSettled(asked)) as PromiseRejectedResult[]) {
      expect({ status, message: String(reason) }).toEqual({
        status: 'rejected',
        message: expect.stringContaining('Connection terminated'),
      });
    }
    road.fault = undefined;
    expect(await onConnection(dataSource, 1000, ONE)).toEqual([{ one: 1 }]);
  });

  it('is not cut where the answer came in time, nor where the question was wrong', async () => {
    const pid = (manager: EntityManager) =>
      manager.query<unknown>('select pg_backend_pid() as pid');
    const before = await onConnection(dataSource, 100, pid);
    const wrong = onConnection(dataSource, 100, (manager) => manager.query('select nonsense'));
    await expect(wrong).rejects.toThrow('column "nonsense" does not exist');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await onConnection(dataSource, 100, pid)).toEqual(before);
  });
});
