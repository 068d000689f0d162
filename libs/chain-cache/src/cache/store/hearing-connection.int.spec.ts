import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { FaultyProxy } from '../../../../../test/support/cache-proxy.js';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.js';
import { HearingConnection } from './hearing-connection.js';

const BACKENDS = [1, 2, 3, 4].map((n) => ({
  name: `n${n}`,
  text: `select ${n}, pg_backend_pid()`,
}));

describe('the connection that hears', () => {
  let database: TestDatabase;
  let road: FaultyProxy;

  beforeAll(async () => {
    database = await createTestDatabase();
    road = await FaultyProxy.to(database.url);
  });

  afterAll(async () => {
    await road.close();
    await database.drop();
  });

  async function open() {
    const connection = new HearingConnection(
      new pg.Pool({ connectionString: road.url }).options,
      200,
    );
    await connection.open(() => undefined);
    await connection.makeReady();
    return connection;
  }

  it('asks one question after the other, as pg wants it', async () => {
    const connection = await open();
    expect(connection.isFree).toBe(true);
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const asked = BACKENDS.map((statement) => connection.ask(statement, []));
    expect(query).toHaveBeenCalledTimes(1);
    expect(connection).toMatchObject({ isFree: false, isReady: true });
    const answers = await Promise.all(asked);
    expect(answers.map(({ rows: [row] }) => row?.[0])).toEqual(['1', '2', '3', '4']);
    expect(connection.isFree).toBe(true);
    query.mockRestore();
    await connection.close();
  });

  it('refuses all that was asked when it goes silent, in its time', async () => {
    const connection = await open();
    road.fault = 'silent';
    connection.ended.addEventListener('abort', () => void connection.close());
    const outcomes = await Promise.allSettled(BACKENDS.map((by) => connection.ask(by, [])));
    expect(outcomes.map(({ status }) => status)).toEqual(BACKENDS.map(() => 'rejected'));
    expect(connection.isReady).toBe(false);
    road.fault = undefined;
  });
});
