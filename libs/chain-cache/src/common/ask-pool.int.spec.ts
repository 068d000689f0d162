import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import { askPool } from './ask-pool.js';
import type { Parameter } from './text-query.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

let statements = 0;

function ask(text: string, parameters: readonly Parameter[] = [], timeoutMs = 5000) {
  return askPool(pool, { name: `statement_${++statements}`, text }, parameters, timeoutMs);
}

async function backend(): Promise<string | null | undefined> {
  return (await ask('select pg_backend_pid()')).rows[0]?.[0];
}

describe('a question on a pool', () => {
  it('takes lists of any texts', async () => {
    const texts = ['', '"', '\\', 'a\nb\t\u0001"\\', '{"k":["\\u0000 €😀"]}', 'NULL', null];
    const { rows } = await ask('select t from unnest($1::text[]) as t', [texts]);
    expect(rows.map(([text]) => text)).toEqual(texts);
  });

  it('that cannot be put into words fails, and takes no connection', async () => {
    const tooLong = {
      toString: () => {
        throw new RangeError('Invalid string length');
      },
    };
    const failing = ask('select $1::text[]', [[tooLong as unknown as string]]);
    await expect(failing).rejects.toThrow(RangeError);
    expect([pool.idleCount, pool.totalCount]).toEqual([1, 1]);
  });

  it('gives rows as the text of their columns', async () => {
    const { rows, count } = await ask(`
      select n, 1.5::float8 / (n - 1), null, n = 1, 'ä€😀' from (values (2), (3)) as v (n)`);
    expect(rows).toEqual([
      ['2', '1.5', null, 'f', 'ä€😀'],
      ['3', '0.75', null, 'f', 'ä€😀'],
    ]);
    expect(count).toBe(2);
  });

  it('is asked at read committed where that is wanted, and the next one is not', async () => {
    await ask(`set default_transaction_isolation to 'serializable'`);
    const text = `select current_setting('transaction_isolation') from generate_series(1, 2)`;
    const wanted = { name: 'isolation', text, readCommitted: true };
    for (let i = 0; i < 2; i++) {
      const { rows, count } = await askPool(pool, wanted, [], 5000);
      expect([rows, count]).toEqual([[['read committed'], ['read committed']], 2]);
      expect((await ask(text)).rows[0]).toEqual(['serializable']);
    }
    await ask('reset default_transaction_isolation');
  });

  it('passes on parameters of every kind, lists of anything among them', async () => {
    const texts = ['', 'a"b', "a'b", 'a\\b', '{a,b}', 'NULL', ' ', '%_', 'ä€😀', null];
    const { rows } = await ask('select $1::text, $2::float8, $3::boolean, $4::text, $5::float8[]', [
      'a"\\\'',
      -Infinity,
      true,
      null,
      [0.1, -1e308, Infinity],
    ]);
    expect(rows).toEqual([['a"\\\'', '-Infinity', 't', null, '{0.1,-1e+308,Infinity}']]);
    const listed = await ask('select unnest($1::text[])', [texts]);
    expect(listed.rows.flat()).toEqual(texts);
    expect((await ask('select unnest($1::text[])', [[]])).rows).toEqual([]);
  });

  it('prepares a named statement once, and another not at all', async () => {
    const named = { name: 'named', text: 'select $1::text' };
    for (const text of ['a', 'b']) {
      expect((await askPool(pool, named, [text], 5000)).rows).toEqual([[text]]);
    }
    await askPool(pool, { ...named, name: 'unnamed', prepared: false }, ['c'], 5000);
    const { rows } = await ask(
      `select name, generic_plans + custom_plans from pg_prepared_statements where name like '%named'`,
    );
    expect(rows).toEqual([['named', '2']]);
  });

  it('tells how many rows were changed', async () => {
    await ask('create table counted (n int)');
    expect((await ask('insert into counted values (1), (2), (3)')).count).toBe(3);
    expect((await ask('delete from counted where n > 1 returning n')).count).toBe(2);
  });

  it('fails with what PostgreSQL says, and goes on with another connection', async () => {
    const before = await backend();
    await expect(ask('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(ask('select nonsense')).rejects.toMatchObject({ code: '42703' });
    expect(await backend()).not.toBe(before);
  });

  it('fails in time where no answer comes, and goes on with another connection', async () => {
    const before = await backend();
    await expect(ask('select pg_sleep(1)', [], 50)).rejects.toThrow('did not answer in 50 ms');
    expect(await backend()).not.toBe(before);
  });

  it('fails in time where no connection is free, and does not ask later', async () => {
    await ask('create table asked_late (n int)');
    const taken = await pool.connect();
    const asked = ask('insert into asked_late values (1)', [], 50);
    await expect(asked).rejects.toThrow('did not answer in 50 ms');
    taken.release();
    expect((await ask('select * from asked_late')).rows).toEqual([]);
    expect(pool.idleCount).toBe(1);
  });

  it('fails where the connection is lost', async () => {
    const asked = ask('select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)');
    await expect(asked).rejects.toThrow(/terminat/);
    expect(await backend()).toMatch(/^\d+$/);
  });
});
