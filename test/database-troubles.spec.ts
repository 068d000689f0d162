import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPENING } from './support/api-routes.js';
import { FULL_DISK, READ_ONLY } from './support/database-troubles.js';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { RecordedLogs } from './support/recorded-logs.js';
import { ADMIN_TOKEN, BEARER, Stage } from './support/stage.js';

const SNAPSHOT = '/api/v1/chain/counts';
const PAST = '/api/v1/chain/snapshots/990';
const BALLOTS = '/api/v1/ballots';
const ADMIN = '/api/v1/admin';

const TROUBLES = [
  {
    name: 'whose disk is full',
    trouble: FULL_DISK,
    code: 'DATABASE_DISK_FULL',
    detail: "the database's disk is full",
  },
  {
    name: 'that is read-only',
    trouble: READ_ONLY,
    code: 'DATABASE_READ_ONLY',
    detail: 'the database is read-only',
  },
];

describe.each(TROUBLES)('a database $name', ({ trouble, code, detail }) => {
  const logs = new RecordedLogs();
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    // What is kept is soon to be kept anew, or nobody would notice.
    const environment = { ADMIN_TOKEN, CACHE_TTL_SECONDS: '1' };
    governance = await stage.start(environment, (app) => app.useLogger(logs));
    await governance.get(SNAPSHOT);
    await governance.get(PAST);
    await governance.http.post(`${ADMIN}/ballots`).set(BEARER).send(OPENING).expect(201);
    await trouble.begin(stage.database.url);
  });

  afterAll(() => stage.strike());

  async function readiness() {
    const { body } = await governance.get('/health/ready');
    return { status: body.status, database: body.details.database };
  }

  it('goes on to serve what is kept, and the chain as it is now', async () => {
    stage.chain.set({ members: 7301 });
    stage.chain.makeBlock();
    stage.chain.finalizeAll();
    await eventually(async () => {
      const { body } = await governance.get(SNAPSHOT);
      expect(body).toMatchObject({ counts: { wotSize: 7301 }, freshness: { state: 'fresh' } });
    });
    expect((await governance.get(PAST)).body.block.number).toBe(990);
    expect((await governance.get(BALLOTS)).body.ballots).toHaveLength(1);
  });

  it('serves blocks of the past that were never read before, too', async () => {
    const { body } = await governance.get('/api/v1/chain/snapshots/991');
    expect(body).toMatchObject({ block: { number: 991 }, freshness: { tier: 'chain' } });
    expect((await governance.get('/api/v1/chain/snapshots/991')).body).toMatchObject({
      freshness: { tier: 'memory' },
    });
  });

  it('can be looked through all the same, right after each refusal', async () => {
    for (let times = 0; times < 5; times++) {
      await governance.http.delete(`${ADMIN}/cache/entries/none`).set(BEARER).expect(503);
      const { body } = await governance.http.get(`${ADMIN}/cache/entries`).set(BEARER).expect(200);
      expect(body.entries).not.toHaveLength(0);
    }
  });

  it.each([
    ['post', '/ballots'],
    ['post', '/cache/cleanup'],
    ['post', '/chain/refresh'],
    ['delete', '/chain/identity'],
  ] as const)('is named where something is to be written: %s %s', async (method, path) => {
    const { body, headers } = await governance.http[method](ADMIN + path)
      .set(BEARER)
      .send(OPENING)
      .expect(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toEqual({
      type: 'urn:chain-cache:problem:database-unavailable',
      title: 'The database cannot be used now',
      status: 503,
      detail,
      instance: ADMIN + path,
      code: 'DATABASE_UNAVAILABLE',
    });
    expect((await governance.get(BALLOTS)).body.ballots).toHaveLength(1);
  });

  it('is named by readiness, and does not take the replica out of service', async () => {
    await eventually(async () => {
      expect(await readiness()).toEqual({
        status: 'degraded',
        database: { status: 'degraded', reason: code },
      });
    });
  });

  it('is found by whoever starts meanwhile, with nothing to migrate', async () => {
    const other = await stage.start();
    expect((await other.get(PAST)).body.block.number).toBe(990);
    expect((await other.get(BALLOTS)).body.ballots).toHaveLength(1);
    await other.close();
    // A process has one logger: that of whoever started last.
    governance.app.useLogger(logs);
  });

  it('is had again when that is over, without a restart, and was logged once', async () => {
    await trouble.end(stage.database.url);
    await eventually(async () => {
      expect(await readiness()).toEqual({ status: 'ok', database: { status: 'up' } });
    });
    await governance.http.post(`${ADMIN}/ballots`).set(BEARER).send(OPENING).expect(201);
    expect((await governance.get(BALLOTS)).body.ballots).toHaveLength(2);
    const told = logs.lines.filter((line) => /Database: DATABASE_(?!CONNECT)/.test(line));
    expect(told).toEqual([
      `warn Database: DATABASE_WRITES_REFUSED: ${code}, what is kept is served all the same`,
      'info Database: DATABASE_WRITABLE: it takes in again what it is given',
    ]);
  });
});
