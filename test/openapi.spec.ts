import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import type { Response } from 'supertest';
import { ApiDocument, type ApiOperation } from './support/api-document.js';
import { API_REQUESTS, type ApiRequest, OPENING, pathOf, TALLIES } from './support/api-routes.js';
import { ADMIN, API_TROUBLES } from './support/api-troubles.js';
import type { GovernanceApp } from './support/governance-app.js';
import { BEARER, Stage } from './support/stage.js';

const OPEN = { method: 'post', route: '/api/v1/admin/ballots' } as const;
const CLOSE = { method: 'post', route: '/api/v1/admin/ballots/{id}/close' } as const;
const READ = { method: 'get', route: '/api/v1/ballots/{id}' } as const;

const WITH_PARAMETER = API_REQUESTS.filter(({ route }) => route.includes('{'));
const WITH_BODY = API_REQUESTS.filter(({ method }) => method !== 'get');

/** Requests of which each has something of its own, and what they are answered with. */
const REQUESTS = [
  ['get', '/api/v1/chain/counts/{name}', '/api/v1/chain/counts/monetaryMass', 200],
  ['get', '/api/v1/chain/counts/{name}', '/api/v1/chain/counts/none', 404],
  ['get', '/api/v1/chain/counts/{name}/history', '/api/v1/chain/counts/none/history', 404],
  ['get', '/api/v1/chain/counts/{name}/history', '/api/v1/chain/counts/wotSize/history?to=x', 400],
  ['get', '/api/v1/chain/snapshots/{block}', '/api/v1/chain/snapshots/3', 404],
  ['get', '/api/v1/chain/snapshots/{block}', '/api/v1/chain/snapshots/x', 400],
  ['get', '/api/v1/thresholds', '/api/v1/thresholds?mode=M50', 200],
  ['get', '/api/v1/thresholds', '/api/v1/thresholds?mode=Q', 400],
  ['get', '/api/v1/ballots', '/api/v1/ballots?limit=0', 400],
  ['get', '/api/v1/admin/cache/entries', '/api/v1/admin/cache/entries?limit=0', 400],
  ['delete', '/api/v1/admin/cache/entries', '/api/v1/admin/cache/entries', 400],
  ['get', '/api/v1/admin/cache/entries/{key}', '/api/v1/admin/cache/entries/%0A', 400],
] as const;

describe('the OpenAPI document', () => {
  let stage: Stage;
  let governance: GovernanceApp;
  let api: ApiDocument;

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start(ADMIN);
    api = new ApiDocument((await governance.get('/docs/json')).body);
  });

  afterAll(() => stage.strike());

  function ask({ method, path }: Pick<ApiRequest, 'method' | 'path'>) {
    return governance.http[method](path).set(BEARER);
  }

  /** Of an answer that is in the document. */
  function statusOf(operation: ApiOperation, answer: Response): number {
    return api.checked(operation, answer).status;
  }

  it('is of OpenAPI 3.1, and served as a page, too', async () => {
    expect(api.version).toBe('3.1.0');
    const { text, headers } = await governance.http.get('/docs').expect(200);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('Governance API');
    await governance.http.get('/docs/swagger-ui-bundle.js').expect(200);
  });

  it.each(API_REQUESTS)('is what $method $route answers', async (asked) => {
    const { status, headers } = api.checked(asked, await ask(asked).send(asked.body));
    expect([200, 201, 404]).toContain(status);
    if (headers['etag'] === undefined) return;
    const unchanged = await ask(asked).set('if-none-match', headers['etag']);
    expect(statusOf(asked, unchanged)).toBe(304);
  });

  it.each(REQUESTS)('is what %s %s answers: %s, %i', async (method, route, path, status) => {
    expect(statusOf({ method, route }, await ask({ method, path }))).toBe(status);
  });

  it.each(WITH_PARAMETER)('is what $method $route answers to no URL', async (asked) => {
    const illegible = { ...asked, path: pathOf(asked.route, '%FF') };
    expect(statusOf(asked, await ask(illegible))).toBe(400);
    const long = { ...asked, path: pathOf(asked.route, 'x'.repeat(513)) };
    expect(statusOf(asked, await ask(long))).toBe(414);
  });

  it.each(WITH_BODY)('is what $method $route answers to a body that is none', async (asked) => {
    expect(statusOf(asked, await ask(asked).type('application/json').send('{'))).toBe(400);
    expect(statusOf(asked, await ask(asked).send({ title: 'x'.repeat(70_000) }))).toBe(413);
    expect(statusOf(asked, await ask(asked).type('application/xml').send('<title/>'))).toBe(415);
  });

  it('tells of the header by which a request may be sent again', async () => {
    const { body } = await governance.get('/docs/json');
    expect(body.paths['/api/v1/admin/ballots'].post.parameters).toContainEqual({
      name: 'idempotency-key',
      in: 'header',
      description: expect.any(String),
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    });
  });

  it('is what the cache answers of an entry, until it is removed', async () => {
    const path = '/api/v1/admin/cache/entries/chain:x';
    const route = '/api/v1/admin/cache/entries/{key}';
    const find = { method: 'get', route, path } as const;
    const remove = { method: 'delete', route, path } as const;
    await governance.app.get(BlockchainCacheService).set('chain:x', 1);
    expect(statusOf(find, await ask(find))).toBe(200);
    expect(statusOf(remove, await ask(remove))).toBe(200);
    expect(statusOf(remove, await ask(remove))).toBe(404);
  });

  it('is what ballots answer, from their opening on', async () => {
    const open = (changes: object) =>
      ask({ ...OPEN, path: OPEN.route })
        .set('idempotency-key', 'openapi')
        .send({ ...OPENING, ...changes });
    const opened = await open({});
    const { id } = opened.body;
    const read = (etag = '') =>
      ask({ ...READ, path: pathOf(READ.route, id) }).set('if-none-match', etag);
    const close = () => ask({ ...CLOSE, path: pathOf(CLOSE.route, id) }).send(TALLIES);
    expect(statusOf(OPEN, opened)).toBe(201);
    expect(statusOf(OPEN, await open({ title: 'Another' }))).toBe(422);
    const shown = await read();
    expect(statusOf(READ, shown)).toBe(200);
    expect(statusOf(READ, await read(shown.headers['etag']))).toBe(304);
    expect(statusOf(CLOSE, await close())).toBe(200);
    expect(statusOf(CLOSE, await close())).toBe(409);
    expect(statusOf(READ, await read())).toBe(200);
    const list = { method: 'get', route: '/api/v1/ballots', path: '/api/v1/ballots' } as const;
    expect(statusOf(list, await ask(list))).toBe(200);
    const unknown = ask({ ...OPEN, path: OPEN.route }).send({ ...OPENING, block: 3 });
    expect(statusOf(OPEN, await unknown)).toBe(404);
  });

  it('is what a chain answers that lacks a count, and is lost then', async () => {
    const lacking = await Stage.set();
    lacking.chain.upgradeRuntime('no-tech-comm');
    lacking.chain.makeBlock();
    lacking.chain.finalizeAll();
    const { http } = await lacking.start(ADMIN);
    const count = { method: 'get', route: '/api/v1/chain/counts/{name}' } as const;
    expect(statusOf(count, await http.get('/api/v1/chain/counts/techCommSize'))).toBe(422);
    const thresholds = { method: 'get', route: '/api/v1/thresholds' } as const;
    expect(statusOf(thresholds, await http.get('/api/v1/thresholds?mode=T.1'))).toBe(422);
    const open = (accepted: object) =>
      http
        .post(OPEN.route)
        .set(BEARER)
        .send({ ...OPENING, ...accepted });
    expect(statusOf(OPEN, await open({}))).toBe(409);
    await lacking.chain.stopListening();
    expect(statusOf(OPEN, await open({ acceptIncomplete: true }))).toBe(409);
    await lacking.strike();
  });

  describe.each(API_TROUBLES)('when $trouble', ({ problem: [status, code], begin, headers }) => {
    let troubled: Stage;
    let asked: GovernanceApp;

    beforeAll(async () => {
      troubled = await Stage.set();
      asked = await begin(troubled);
    });

    afterAll(() => troubled.strike());

    it.each(API_REQUESTS)(
      `has ${code} for $method $route where that is the answer, and only there`,
      async ({ path, body, ...operation }) => {
        const asking = asked.http[operation.method](path).set(headers).send(body);
        const answer = api.checked(operation, await asking);
        const isIt = answer.status === status && answer.body.code === code;
        expect(isIt).toBe(api.has(operation, status, code));
      },
    );
  });

  it('has nothing that was not the answer to one of these requests', () => {
    expect(api.unseen).toEqual([]);
  });
});
