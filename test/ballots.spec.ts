import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import {
  type BallotAnswer,
  ballotAnswerSchema,
  ballotListSchema,
} from '../apps/governance/src/ballots/ballot.answers.js';
import { OPENING, TALLIES } from './support/api-routes.js';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { ADMIN_TOKEN, BEARER, Stage } from './support/stage.js';

const PUBLIC = '/api/v1/ballots';
const ADMIN = '/api/v1/admin/ballots';
const UNKNOWN = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';

let stage: Stage;
let governance: GovernanceApp;

beforeAll(async () => {
  stage = await Stage.set();
  governance = await stage.start({ ADMIN_TOKEN });
});

afterAll(() => stage.strike());

function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  return governance.http
    .post(path)
    .set({ ...BEARER, 'content-type': 'application/json', ...headers })
    .send(body);
}

async function open(changes: object = {}): Promise<BallotAnswer> {
  const { body } = await post(ADMIN, { ...OPENING, ...changes }).expect(201);
  return ballotAnswerSchema.parse(body);
}

async function close(id: string): Promise<BallotAnswer> {
  const { body } = await post(`${ADMIN}/${id}/close`, TALLIES).expect(200);
  return ballotAnswerSchema.parse(body);
}

describe('a ballot', () => {
  it('is opened by the admin and read by everybody', async () => {
    const { body, headers } = await post(ADMIN, OPENING).expect(201);
    expect(headers['location']).toBe(`${PUBLIC}/${body.id}`);
    expect(headers['cache-control']).toBe('no-store');
    expect(ballotAnswerSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      ...OPENING,
      state: 'open',
      electorate: {
        block: stage.chain.finalizedBlock,
        counts: { wotSize: 7224 },
        reservations: [],
      },
      closing: null,
    });
    const shown = await governance.http.get(`${PUBLIC}/${body.id}`).expect(200);
    expect(shown.body).toEqual(body);
  });

  it('is closed once by one of several, and stays as it was opened', async () => {
    const opened = await open();
    const closings = await Promise.all(
      [1, 2, 3].map(() => post(`${ADMIN}/${opened.id}/close`, TALLIES)),
    );
    const lost = closings.filter(({ status }) => status !== 200);
    expect(lost.map(({ body }) => [body.status, body.code])).toEqual([
      [409, 'BALLOT_CLOSED'],
      [409, 'BALLOT_CLOSED'],
    ]);
    const { body } = await governance.http.get(`${PUBLIC}/${opened.id}`).expect(200);
    expect(ballotAnswerSchema.parse(body)).toEqual(body);
    expect(body).toEqual({ ...opened, state: 'closed', closing: expect.anything() });
    expect(body.closing).toMatchObject({ tallies: TALLIES, verdict: { adopted: true } });
  });

  it('is opened once for an idempotency key, and answered as at first even when closed', async () => {
    const key = { 'idempotency-key': 'e2e' };
    const first = await post(ADMIN, OPENING, key).expect(201);
    await close(first.body.id);
    const again = await post(ADMIN, OPENING, key).expect(201);
    expect(again.text).toBe(first.text);
    const other = await post(ADMIN, { ...OPENING, title: 'Another' }, key).expect(422);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is known again by its validator until it is closed', async () => {
    const { id } = await open();
    const read = (etag = '') => governance.http.get(`${PUBLIC}/${id}`).set('if-none-match', etag);
    const { etag } = (await read().expect(200)).headers;
    const unchanged = await read(etag).expect(304);
    expect(unchanged.text).toBe('');
    expect(unchanged.headers['cache-control']).toContain('max-age=6,');
    await close(id);
    const changed = await read(etag).expect(200);
    expect(changed.headers['cache-control']).toContain('max-age=86400,');
  });

  it('says for ever that it was opened on a stale or incomplete snapshot', async () => {
    await stage.chain.stopListening();
    const stale = await post(ADMIN, OPENING).expect(409);
    expect(stale.body).toMatchObject({ code: 'SNAPSHOT_STALE', detail: /acceptStale/ });
    const { electorate } = await open({ acceptStale: true });
    expect(electorate.reservations).toEqual(['SNAPSHOT_STALE']);
    await stage.chain.resumeListening();
    stage.chain.upgradeRuntime('no-tech-comm');
    stage.chain.makeBlock();
    stage.chain.finalizeAll();
    // The node is asked again once it has rested.
    const refused = await eventually(() =>
      post(ADMIN, OPENING)
        .expect(409)
        .expect(/SNAPSHOT_INCOMPLETE/),
    );
    expect(refused.body).toMatchObject({ detail: /techCommSize.*acceptIncomplete/ });
    const incomplete = await open({ acceptIncomplete: true });
    expect(incomplete.electorate.reservations).toEqual(['SNAPSHOT_INCOMPLETE']);
    const closed = await close(incomplete.id);
    expect(closed.closing?.verdict).toMatchObject({ adopted: null, undecided: /techCommSize/ });
    stage.chain.upgradeRuntime('smith-members');
    stage.chain.makeBlock();
    stage.chain.finalizeAll();
  });
});

describe('the digest of an electorate', () => {
  it('is what the script of the documentation computes from a copy', async () => {
    const documentation = new URL('../docs/ballots.md', import.meta.url);
    const [, script = ''] = /```js\n(.+?)```/s.exec(await readFile(documentation, 'utf8')) ?? [];
    expect(script.trim().split('\n').length).toBeLessThanOrEqual(10);
    const folder = await mkdtemp(join(tmpdir(), 'ballots-'));
    const digestOf = async (ballot: object): Promise<string> => {
      await writeFile(join(folder, 'ballot.json'), JSON.stringify(ballot));
      const run = promisify(execFile)(process.execPath, ['digest.mjs', 'ballot.json'], {
        cwd: folder,
      });
      return (await run).stdout.trim();
    };
    await writeFile(join(folder, 'digest.mjs'), script);
    const ballot = await open();
    const { electorate, electorateDigest } = ballot;
    expect(await digestOf(ballot)).toBe(electorateDigest);
    const counts = { ...electorate.counts, wotSize: 7225 };
    const changed = { ...ballot, electorate: { ...electorate, counts } };
    expect(await digestOf(changed)).not.toBe(electorateDigest);
    await rm(folder, { recursive: true });
  });

  it('holds, since the role of the application can change nothing', async () => {
    const { id } = await open();
    const dataSource = governance.app.get(DataSource);
    for (const statement of [
      `update ballot set electorate = replace(electorate, '7224', '7225') where id = '${id}'`,
      `update ballot set electorate_digest = 'sha256:' where id = '${id}'`,
      `delete from ballot where id = '${id}'`,
      'truncate ballot cascade',
    ]) {
      await expect(dataSource.query(statement)).rejects.toThrow('append-only');
    }
    await governance.http.get(`${PUBLIC}/${id}`).expect(200);
  });
});

describe('the list of ballots', () => {
  it('is gone through by its cursor, newest first, each ballot once', async () => {
    const newest = [];
    for (let at = 0; at < 5; at++) newest.unshift((await open()).id);
    const seen: string[] = [];
    for (let query = 'limit=2'; query !== '';) {
      const { body } = await governance.http.get(`${PUBLIC}?${query}`).expect(200);
      const { ballots, next } = ballotListSchema.parse(body);
      seen.push(...ballots.map(({ id }) => id));
      query = next === null ? '' : `limit=2&after=${next}`;
    }
    expect(seen.slice(0, 5)).toEqual(newest);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is known again by its validator until one is opened', async () => {
    const read = (etag = '') => governance.http.get(PUBLIC).set('if-none-match', etag);
    const { etag } = (await read().expect(200)).headers;
    expect((await read(etag)).status).toBe(304);
    await open();
    expect((await read(etag)).status).toBe(200);
  });
});

describe('a request that can not be met', () => {
  it.each([
    ['GET', `${PUBLIC}/${UNKNOWN}`, 404, 'NOT_FOUND'],
    ['GET', `${PUBLIC}/nonsense`, 404, 'NOT_FOUND'],
    ['GET', `${PUBLIC}?limit=0`, 400, 'INVALID_REQUEST'],
    ['GET', `${PUBLIC}?limit=101`, 400, 'INVALID_REQUEST'],
    ['GET', `${PUBLIC}?after=nonsense`, 400, 'INVALID_REQUEST'],
    ['GET', `${PUBLIC}?limit=1&limit=2`, 400, 'INVALID_REQUEST'],
    ['GET', `${PUBLIC}?offset=1`, 400, 'INVALID_REQUEST'],
  ])('%s %s is answered with %i %s', async (_, path, status, code) => {
    const { body, headers } = await governance.http.get(path).expect(status);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ status, code });
  });

  it.each([
    [ADMIN, { title: 'Without a mode' }, 400, 'INVALID_REQUEST'],
    [ADMIN, { ...OPENING, mode: 'M101' }, 400, 'INVALID_REQUEST'],
    [ADMIN, { ...OPENING, block: -1 }, 400, 'INVALID_REQUEST'],
    [ADMIN, { ...OPENING, quorum: 1 }, 400, 'INVALID_REQUEST'],
    [ADMIN, '{"__proto__": {}}', 400, 'INVALID_REQUEST'],
    [ADMIN, '{', 400, 'INVALID_REQUEST'],
    [ADMIN, { ...OPENING, block: 4_000_000_000 }, 404, 'SNAPSHOT_NOT_KEPT'],
    [`${ADMIN}/${UNKNOWN}/close`, TALLIES, 404, 'NOT_FOUND'],
    [`${ADMIN}/nonsense/close`, TALLIES, 404, 'NOT_FOUND'],
    [`${ADMIN}/${UNKNOWN}/close`, { votesFor: 1 }, 400, 'INVALID_REQUEST'],
  ])('POST %s of %j is answered with %i %s', async (path, sent, status, code) => {
    const { body, headers } = await post(path, sent).expect(status);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ status, code });
  });

  it('names the encoding of a body that is not UTF-8, rather than guess what was meant', async () => {
    const latin1 = Buffer.from(JSON.stringify({ ...OPENING, title: 'Référendum' }), 'latin1');
    const asWritten = (bytes: unknown) => bytes as string;
    const { body } = await post(ADMIN, latin1).serialize(asWritten).expect(400);
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', detail: /UTF-8/ });
  });

  it('names an idempotency key that is none', async () => {
    const { body } = await post(ADMIN, OPENING, { 'idempotency-key': 'two words' }).expect(400);
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', detail: /Idempotency-Key/ });
  });

  it('is refused without the token, and changes nothing', async () => {
    const { id } = await open();
    for (const path of [ADMIN, `${ADMIN}/${id}/close`]) {
      const refused = await post(path, OPENING, { authorization: 'Bearer another-token-16' });
      expect(refused.body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    }
    const { body } = await governance.http.get(PUBLIC).expect(200);
    expect(body.ballots[0]).toMatchObject({ id, state: 'open' });
  });

  it('is answered with 503 while the database is away, and met when it is back', async () => {
    const { id } = await open();
    await stage.road.cut();
    const { body, headers } = await governance.http.get(`${PUBLIC}/${id}`).expect(503);
    expect(body).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(headers['retry-after']).toBeDefined();
    await post(`${ADMIN}/${id}/close`, TALLIES).expect(503);
    await stage.road.mend();
    await eventually(() => governance.http.get(`${PUBLIC}/${id}`).expect(200));
    await close(id);
  });
});

it('leaves two lines in the record of admin actions for what it did', async () => {
  const { id } = await open();
  await close(id);
  const lines = await governance.app
    .get(DataSource)
    .query('select outcome from admin_audit where action = $1 order by id', [
      `POST ${ADMIN}/${id}/close`,
    ]);
  expect(lines).toEqual([{ outcome: 'BEGUN' }, { outcome: 'DONE' }]);
});
