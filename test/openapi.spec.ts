import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AnySchema, Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Response } from 'supertest';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { GovernanceApp } from './support/governance-app.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

const TOKEN = 'a-token-for-the-test';
const UNKNOWN_BALLOT = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { schema: object }> }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

/** A request for each status that can be brought about, by the route that answers it. */
const REQUESTS = [
  ['get', '/api/v1/chain', '/api/v1/chain', 200],
  ['get', '/api/v1/chain/counts', '/api/v1/chain/counts', 200],
  ['get', '/api/v1/chain/counts/{name}', '/api/v1/chain/counts/wotSize', 200],
  ['get', '/api/v1/chain/counts/{name}', '/api/v1/chain/counts/monetaryMass', 200],
  ['get', '/api/v1/chain/counts/{name}', '/api/v1/chain/counts/none', 404],
  ['get', '/api/v1/chain/counts/{name}/history', '/api/v1/chain/counts/wotSize/history', 200],
  ['get', '/api/v1/chain/counts/{name}/history', '/api/v1/chain/counts/none/history', 404],
  ['get', '/api/v1/chain/counts/{name}/history', '/api/v1/chain/counts/wotSize/history?to=x', 400],
  ['get', '/api/v1/chain/snapshots/{block}', '/api/v1/chain/snapshots/990', 200],
  ['get', '/api/v1/chain/snapshots/{block}', '/api/v1/chain/snapshots/3', 404],
  ['get', '/api/v1/chain/snapshots/{block}', '/api/v1/chain/snapshots/x', 400],
  ['get', '/api/v1/thresholds', '/api/v1/thresholds', 200],
  ['get', '/api/v1/thresholds', '/api/v1/thresholds?mode=M50', 200],
  ['get', '/api/v1/thresholds', '/api/v1/thresholds?mode=Q', 400],
  ['get', '/api/v1/ballots', '/api/v1/ballots', 200],
  ['get', '/api/v1/ballots', '/api/v1/ballots?limit=0', 400],
  ['get', '/api/v1/ballots/{id}', `/api/v1/ballots/${UNKNOWN_BALLOT}`, 404],
  ['post', '/api/v1/admin/ballots', '/api/v1/admin/ballots', 400],
  [
    'post',
    '/api/v1/admin/ballots/{id}/close',
    `/api/v1/admin/ballots/${UNKNOWN_BALLOT}/close`,
    400,
  ],
  ['get', '/api/v1/admin/cache/entries', '/api/v1/admin/cache/entries', 200],
  ['get', '/api/v1/admin/cache/entries/{key}', '/api/v1/admin/cache/entries/none', 404],
  ['get', '/api/v1/admin/cache/stats', '/api/v1/admin/cache/stats', 200],
  ['post', '/api/v1/admin/cache/cleanup', '/api/v1/admin/cache/cleanup', 200],
  ['post', '/api/v1/admin/chain/refresh', '/api/v1/admin/chain/refresh', 200],
  ['delete', '/api/v1/admin/cache/entries', '/api/v1/admin/cache/entries?prefix=none', 200],
  ['delete', '/api/v1/admin/cache/entries', '/api/v1/admin/cache/entries', 400],
  ['delete', '/api/v1/admin/cache/entries/{key}', '/api/v1/admin/cache/entries/none', 404],
  ['delete', '/api/v1/admin/chain/identity', '/api/v1/admin/chain/identity', 200],
  ['get', '/health/live', '/health/live', 200],
  ['get', '/health/ready', '/health/ready', 200],
] as const;

const ADMIN_REQUESTS = REQUESTS.filter(([, route]) => route.startsWith('/api/v1/admin')).map(
  ([method, route, path]) => [method, route, path] as const,
);

describe('the OpenAPI document', () => {
  let database: TestDatabase;
  let chain: DevChain;
  let governance: GovernanceApp;
  let document: Document;
  let ajv: Ajv2020;

  beforeAll(async () => {
    database = await createTestDatabase();
    chain = await startDevChain({ blockTimeMs: 'manual' });
    governance = await GovernanceApp.start({
      DATABASE_URL: database.url,
      CHAIN_ENDPOINTS: chain.url,
      ADMIN_TOKEN: TOKEN,
    });
    await governance.connected();
    document = (await governance.get('/docs/json')).body;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    ajvFormats.default(ajv);
    ajv.addSchema({ $id: 'http://api/', components: document.components });
  });

  afterAll(async () => {
    await governance.close();
    await chain.close();
    await database.drop();
  });

  function ask(method: 'get' | 'post' | 'delete', path: string) {
    return governance.http[method](path).set('authorization', `Bearer ${TOKEN}`);
  }

  it('is served as a page, too', async () => {
    const { text, headers } = await governance.http.get('/docs').expect(200);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('Governance API');
    await governance.http.get('/docs/swagger-ui-bundle.js').expect(200);
  });

  it('describes every route of the contract, with its problems', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [method, route] of REQUESTS.filter(([, name]) => name.startsWith('/api'))) {
      const responses = Object.keys(document.paths[route]?.[method]?.responses ?? {});
      expect(responses).toEqual(expect.arrayContaining(['400', '429', '500', '503']));
    }
  });

  it('has no route that is not tried here', () => {
    const tried = new Set<string>(REQUESTS.map(([method, route]) => `${method} ${route}`));
    const documented = Object.entries(document.paths).flatMap(([route, operations]) =>
      Object.keys(operations).map((method) => `${method} ${route}`),
    );
    expect(documented.filter((operation) => !tried.has(operation))).toEqual([]);
  });

  /** Of the status, type and shape that the document has for it. */
  function expectDescribed(method: string, route: string, answer: Response): void {
    const { status, body, headers } = answer;
    const content = document.paths[route]?.[method]?.responses[status]?.content ?? {};
    const type = String(headers['content-type']).split(';', 1)[0] ?? '';
    expect(Object.keys(content)).toEqual([type]);
    const inDocument = JSON.stringify(content[type]?.schema).replaceAll('"#/', '"http://api/#/');
    const validate = ajv.compile(JSON.parse(inDocument) as AnySchema);
    expect([validate(body), validate.errors]).toEqual([true, null]);
  }

  it.each(REQUESTS)('is what %s %s answers: %s, %i', async (method, route, path, status) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    expectDescribed(method, route, answer);
  });

  it.each(ADMIN_REQUESTS)(
    'is what %s %s answers without the token',
    async (method, route, path) => {
      const answer = await governance.http[method](path);
      expect(answer.status).toBe(401);
      expectDescribed(method, route, answer);
    },
  );

  it('is what ballots answer, from their opening on', async () => {
    const admin = '/api/v1/admin/ballots';
    const opening = { title: 'Raise the dividend?', mode: 'D30M50B.1G.2S.1T.1' };
    const open = (title: string) =>
      ask('post', admin)
        .set('idempotency-key', 'openapi')
        .send({ ...opening, title });
    const opened = await open(opening.title);
    const path = `/api/v1/ballots/${opened.body.id}`;
    const tallies = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };
    const close = () => ask('post', `${admin}/${opened.body.id}/close`).send(tallies);
    const answers = [
      ['post', admin, 201, opened],
      ['post', admin, 422, await open('Another')],
      ['get', '/api/v1/ballots/{id}', 200, await ask('get', path)],
      ['post', `${admin}/{id}/close`, 200, await close()],
      ['post', `${admin}/{id}/close`, 409, await close()],
      ['get', '/api/v1/ballots/{id}', 200, await ask('get', path)],
      ['get', '/api/v1/ballots', 200, await ask('get', '/api/v1/ballots')],
    ] as const;
    for (const [method, route, status, answer] of answers) {
      expect(answer.status).toBe(status);
      expectDescribed(method, route, answer);
    }
  });
});
