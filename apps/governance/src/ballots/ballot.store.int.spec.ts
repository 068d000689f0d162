import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import { BallotClosing } from './ballot-closing.entity.js';
import { Ballot } from './ballot.entity.js';
import { BallotStore, type NewBallot, type NewClosing } from './ballot.store.js';
import { canonicalJson } from '../json/canonical-json.js';
import { digestOf } from './digest.js';
import type { FrozenElectorate } from './frozen-electorate.js';
import { ballotMigrations } from './migrations/index.js';
import { uuidV7 } from './uuid-v7.js';

const ELECTORATE: FrozenElectorate = {
  network: { name: 'Ğ1', specName: 'g1', specVersion: 1100, genesisHash: '0x', development: false },
  block: { number: 84_128, hash: '0x01', finalized: true },
  counts: { wotSize: 7224, smithSize: 0, techCommSize: 5 },
  amounts: { monetaryMass: '18446744073709551615' },
  unavailable: [],
  provenance: {
    endpoint: 'wss://n',
    fetchedAt: '2026-01-01T00:00:00.000Z',
    state: 'fresh',
    reason: null,
  },
  reservations: [],
};

function newBallot(changes: Partial<NewBallot> = {}): NewBallot {
  return {
    id: uuidV7(Date.now()),
    title: 'Raise the dividend?',
    mode: 'D30M50B.1G.2',
    electorate: ELECTORATE,
    electorateDigest: digestOf(ELECTORATE),
    idempotencyKey: null,
    requestDigest: digestOf('request'),
    ...changes,
  };
}

function closingOf(ballotId: string, votesFor = 1): NewClosing {
  return {
    ballotId,
    tallies: { votesFor, votesAgainst: 0 },
    verdict: { adopted: null, criteria: null, undecided: 'for the test' },
    comparison: { snapshot: null, reason: 'CHAIN_UNREACHABLE' },
  };
}

function dataSourceOn(url: string): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize: 8,
    entities: [Ballot, BallotClosing],
    migrations: ballotMigrations,
  }).initialize();
}

/** A role as a careful operator makes one for the application: it owns its tables, and no more. */
async function ordinaryRole(url: string): Promise<string> {
  const name = `chain_cache_test_${randomBytes(6).toString('hex')}`;
  const admin = await dataSourceOn(url);
  await admin.query(`create role ${name} login password '${name}'`);
  await admin.query(`grant create on schema public to ${name}`);
  await admin.destroy();
  return name;
}

describe.each([{ who: 'a superuser' }, { who: 'an ordinary role' }])(
  'ballots in a database that is used by $who',
  ({ who }) => {
    let database: TestDatabase;
    let role: string | undefined;
    let dataSource: DataSource;
    let store: BallotStore;

    beforeAll(async () => {
      database = await createTestDatabase();
      const url = new URL(database.url);
      if (who === 'an ordinary role') {
        role = await ordinaryRole(database.url);
        url.username = role;
        url.password = role;
      }
      dataSource = await dataSourceOn(url.href);
      await dataSource.runMigrations();
      store = new BallotStore(dataSource);
    });

    afterAll(async () => {
      await dataSource.destroy();
      const admin = await dataSourceOn(database.url);
      if (role !== undefined) await admin.query(`drop owned by ${role}; drop role ${role}`);
      await admin.destroy();
      await database.drop();
    });

    it('are given back as they were opened', async () => {
      const before = Date.now();
      const ballot = newBallot();
      const opened = await store.insert(ballot);
      expect(opened).toEqual({ ...ballot, openedAt: expect.any(Date), closing: null });
      expect(Math.abs(opened.openedAt.getTime() - before)).toBeLessThan(60_000);
      expect(await store.find(ballot.id)).toEqual(opened);
    });

    it('are kept as the text that the digest is of', async () => {
      const { id } = await store.insert(newBallot());
      const [row] = await dataSource.query('select electorate from ballot where id = $1', [id]);
      expect(row).toEqual({ electorate: canonicalJson(ELECTORATE) });
    });

    it('are not taken in with a digest of something else', async () => {
      const electorate = { ...ELECTORATE, counts: { wotSize: 1 } };
      await expect(store.insert(newBallot({ electorate }))).rejects.toThrow(
        'ballot_electorate_digest',
      );
    });

    it.each([
      ['update', `update ballot set electorate = '{}', electorate_digest = 'sha256:'`],
      ['update of anything else', `update ballot set title = title`],
      ['update of nothing', `update ballot set title = '' where false`],
      ['delete', 'delete from ballot'],
      ['truncate', 'truncate ballot cascade'],
      ['update of a closing', `update ballot_closing set verdict = '{}'`],
      ['delete of a closing', 'delete from ballot_closing'],
      ['truncate of closings', 'truncate ballot_closing'],
      [
        'upsert',
        `insert into ballot select * from ballot on conflict (id) do update set title = 'x'`,
      ],
      ['replay', `set session_replication_role = replica; update ballot set title = 'x'`],
    ])('refuse %s', async (_, statement) => {
      const ballot = await store.insert(newBallot());
      await store.insertClosing(closingOf(ballot.id));
      const before = await store.find(ballot.id);
      await expect(dataSource.query(statement)).rejects.toMatchObject({
        driverError: {
          code: '42501',
          message: expect.stringMatching(/is append-only|permission denied to set/),
        },
      });
      expect(await store.find(ballot.id)).toEqual(before);
    });

    it('are closed by one of many that try at once', async () => {
      const { id } = await store.insert(newBallot());
      const tries = Array.from({ length: 16 }, (_, votes) =>
        store.insertClosing(closingOf(id, votes)),
      );
      const won = await Promise.all(tries);
      expect(won.filter(Boolean)).toHaveLength(1);
      const ballot = await store.find(id);
      expect(ballot?.closing).toEqual({
        ...closingOf(id, won.indexOf(true)),
        closedAt: expect.any(Date),
      });
    });

    it('can not be closed when they were never opened', async () => {
      await expect(store.insertClosing(closingOf(uuidV7(0)))).rejects.toMatchObject({
        driverError: { code: '23503' },
      });
    });

    it('are opened once for an idempotency key, however many ask at once', async () => {
      const idempotencyKey = randomBytes(8).toString('hex');
      const opened = await Promise.all(
        Array.from({ length: 16 }, () => store.insert(newBallot({ idempotencyKey }))),
      );
      expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
      expect(await store.findByIdempotencyKey(idempotencyKey)).toEqual(opened[0]);
    });

    it('are listed newest first, page by page, each once', async () => {
      const future = Date.now() + 1_000_000;
      const ids = [];
      for (let at = 0; at < 7; at++) {
        ids.unshift((await store.insert(newBallot({ id: uuidV7(future + at) }))).id);
      }
      const first = await store.list(3);
      const second = await store.list(3, ids[2]);
      expect([...first, ...second].map(({ id }) => id)).toEqual(ids.slice(0, 6));
    });
  },
);

it('are gone without a trace when their migration is reverted', async () => {
  const database = await createTestDatabase();
  const dataSource = await dataSourceOn(database.url);
  const left = () =>
    dataSource.query<unknown[]>(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace
       union all select relname from pg_class where relname like 'ballot%'`,
    );
  await dataSource.runMigrations();
  expect(await left()).not.toEqual([]);
  await dataSource.undoLastMigration();
  expect(await left()).toEqual([]);
  await dataSource.destroy();
  await database.drop();
});
