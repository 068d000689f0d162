import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  migrate,
  startReplica,
  type CacheReplica,
} from '../../../../../test/support/cache-replica.js';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.js';

const REPLICAS = 5;
const ROUNDS = 20;

let database: TestDatabase;
let replicas: CacheReplica[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});

afterEach(async () => {
  await Promise.all(replicas.map(({ close }) => close()));
  await database.drop();
});

async function makeDefault(isolation: string): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url: database.url });
  await dataSource.initialize();
  const name = new URL(database.url).pathname.slice(1);
  await dataSource.query(
    `alter database ${name} set default_transaction_isolation = '${isolation}'`,
  );
  await dataSource.destroy();
}

describe.each(['serializable', 'repeatable read'])('where the default is %s', (isolation) => {
  beforeEach(async () => {
    await makeDefault(isolation);
    const starting = Array.from({ length: REPLICAS }, () => startReplica(database.url));
    replicas = await Promise.all(starting);
    await Promise.all(replicas.map(({ audible }) => audible()));
  });

  it('changes of one key by many replicas are all made', async () => {
    const outcomes = await Promise.allSettled(
      replicas.map(async ({ cache }, i) => {
        for (let round = 0; round < ROUNDS; round++) {
          await cache.set('k', i);
          await cache.set('k', i, { durable: true });
          await cache.setMany({ k: i, l: i });
          await cache.invalidate(round % 2 === 0 ? 'k' : 'l');
          await cache.getOrLoad('l', () => Promise.resolve(i));
        }
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(replicas.map(({ cache }) => cache.stats().storeErrors)).toEqual(replicas.map(() => 0));
  });

  it("the application's own transactions stay as they were", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(replicas.map(({ cache }, i) => cache.setMany({ k: i, l: i })));
    }
    for (const { dataSource } of replicas) {
      const shown = Array.from({ length: 5 }, () => dataSource.query(`show transaction_isolation`));
      const expected = shown.map(() => [{ transaction_isolation: isolation }]);
      expect(await Promise.all(shown)).toEqual(expected);
    }
  });
});
