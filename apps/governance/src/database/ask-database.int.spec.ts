import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm';
import { eventually } from '../../../../test/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import { askDatabase, DatabaseUnavailableError } from './ask-database.js';

const ONE = (manager: EntityManager) => manager.query<unknown>('select 1 as one');

describe('askDatabase', () => {
  let database: TestDatabase;
  let options: DataSourceOptions;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const extra = { statement_timeout: 1000 };
    options = { type: 'postgres', url: database.url, poolSize: 1, connectTimeoutMS: 2000, extra };
    dataSource = await new DataSource(options).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('gives what the database says', async () => {
    expect(await askDatabase(dataSource, ONE)).toEqual([{ one: 1 }]);
  });

  it.each([
    ['is read-only', 'set transaction read only; create table t ()'],
    ['takes too long', 'select pg_sleep(60)'],
    ['cannot be reached', 'select pg_terminate_backend(pg_backend_pid())'],
  ])('tells that it %s, and has it again afterwards', async (trouble, statement) => {
    const asked = askDatabase(dataSource, (manager) => manager.query(statement));
    await expect(asked).rejects.toThrow(DatabaseUnavailableError);
    await expect(asked).rejects.toThrow(`the database ${trouble}`);
    await eventually(() => askDatabase(dataSource, ONE));
  });

  it('tells that no connection is free', async () => {
    await dataSource.transaction(async (held) => {
      await held.query('select 1');
      await expect(askDatabase(dataSource, ONE)).rejects.toThrow(DatabaseUnavailableError);
    });
  });

  it('tells that nothing listens', async () => {
    const gone = await new DataSource(options).initialize();
    await gone.destroy();
    await expect(askDatabase(gone, ONE)).rejects.toThrow(DatabaseUnavailableError);
  });

  it('passes on what is wrong with the question', async () => {
    const asked = askDatabase(dataSource, (manager) => manager.query('select nonsense'));
    await expect(asked).rejects.toThrow('column "nonsense" does not exist');
    await expect(asked).rejects.not.toThrow(DatabaseUnavailableError);
  });
});
