import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_REQUESTS } from './support/api-routes.js';
import { ADMIN } from './support/api-troubles.js';
import type { GovernanceApp } from './support/governance-app.js';
import { lastingHeaders } from './support/lasting-headers.js';
import { BEARER, Stage } from './support/stage.js';

const READ = API_REQUESTS.filter(({ method }) => method === 'get').map(({ path }) => path);
const WRITTEN = API_REQUESTS.filter(({ method }) => method !== 'get').map(({ path }) => path);
const OTHERS = ['/metrics', '/docs', '/docs/json', '/console', '/none'];

describe('methods that every route has', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start(ADMIN);
    await governance.get('/api/v1/chain/counts');
  });

  afterAll(() => stage.strike());

  it.each([...READ, ...OTHERS])('HEAD %s is GET without the body', async (path) => {
    const got = await governance.http.get(path).set(BEARER).buffer();
    const head = await governance.http.head(path).set(BEARER);
    expect(head.status).toBe(got.status);
    expect(lastingHeaders(head.headers)).toEqual(lastingHeaders(got.headers));
    expect(head.text ?? '').toBe('');
  });

  it('HEAD is answered with 304, too', async () => {
    const { headers } = await governance.http.head('/api/v1/chain/counts').expect(200);
    const known = String(headers['etag']);
    const again = governance.http.head('/api/v1/chain/counts').set('if-none-match', known);
    expect((await again).status).toBe(304);
  });

  it.each([...READ, ...WRITTEN, ...OTHERS])('OPTIONS %s says what pages may do', async (path) => {
    const { status, headers, text } = await governance.http.options(path);
    expect([status, text]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'If-None-Match, X-Request-Id',
      'access-control-max-age': '86400',
      'x-request-id': expect.any(String),
    });
  });

  it.each(WRITTEN)('PUT %s is none of them', async (path) => {
    const { status, body } = await governance.http.put(path).set(BEARER).send({});
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });
});
