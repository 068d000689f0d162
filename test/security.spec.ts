import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { GovernanceApp } from './support/governance-app.js';
import { sayOnSocket } from './support/say-on-socket.js';
import { ADMIN_TOKEN, BEARER, Stage } from './support/stage.js';

const SNAPSHOT = '/api/v1/chain/counts';

describe('what keeps the API safe', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  async function start(environment: Record<string, string> = {}): Promise<void> {
    governance = await stage.start(environment);
  }

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterEach(async () => {
    await governance.close();
  });

  afterAll(() => stage.strike());

  it.each([SNAPSHOT, '/health/live', '/none'])('are headers, also at %s', async (path) => {
    await start();
    const { headers } = await governance.http.get(path);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('are more headers at a page', async () => {
    await start();
    const { headers } = await governance.http.get('/docs');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'self'.*script-src 'self';/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*'unsafe/);
  });

  it('lets pages of others read and nothing else', async () => {
    await start();
    const { headers } = await governance.http
      .options(SNAPSHOT)
      .set({ origin: 'https://elsewhere.example', 'access-control-request-method': 'DELETE' });
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD');
    expect(headers['access-control-allow-headers']).toBe('If-None-Match, X-Request-Id');
  });

  it('lets the pages read that it is told to', async () => {
    await start({ CORS_ORIGINS: 'https://friend.example,https://other.example' });
    const asked = (origin: string) => governance.http.get(SNAPSHOT).set('origin', origin);
    const friend = await asked('https://friend.example');
    expect(friend.headers['access-control-allow-origin']).toBe('https://friend.example');
    expect(friend.headers['vary']).toContain('Origin');
    const stranger = await asked('https://elsewhere.example');
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers OPTIONS to anybody', async () => {
    await start();
    const { headers } = await governance.http.options(SNAPSHOT).expect(204);
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD');
  });

  it('gives each request an id, its own where that can be logged', async () => {
    await start();
    const own = await governance.http.get('/health/live').set('x-request-id', 'trace-1.2:3');
    expect(own.headers['x-request-id']).toBe('trace-1.2:3');
    const forged = await governance.http.get('/none').set('x-request-id', 'a b');
    expect(forged.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('asks who asks too often to wait', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    const statuses: number[] = [];
    for (let asked = 0; asked < 4; asked++) {
      const { status, headers } = await governance.http.get('/api/v1/none');
      statuses.push(status);
      expect(headers['ratelimit-policy']).toBe('"default";q=3;w=60');
      expect(headers['ratelimit']).toMatch(/^"default";r=[0-2];t=\d+$/);
    }
    expect(statuses).toEqual([404, 404, 404, 429]);
    const { body, headers } = await governance.get(SNAPSHOT, 429);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 429, code: 'RATE_LIMITED', instance: SNAPSHOT });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(20);
    await governance.get('/health/live');
  });

  it('counts what memory answers as well', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    const statuses: number[] = [];
    for (let asked = 0; asked < 4; asked++) {
      const { status, headers } = await governance.http.get(SNAPSHOT);
      statuses.push(status);
      expect(headers['ratelimit']).toMatch(/^"default";r=[0-2];t=\d+$/);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it.each(['/%61pi/v1/chain', '/api%2fnone', 'http://other.example/api/v1/chain'])(
    'counts the API under any other name: %s',
    async (target) => {
      await start({ RATE_LIMIT_PER_MINUTE: '1' });
      await governance.get('/api/v1/chain');
      const words = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      expect(await sayOnSocket(governance.url, words)).toMatchObject({ status: 429 });
    },
  );

  it('counts by the address of the connection, whatever X-Forwarded-For says', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    const first = await governance.http.get('/api/none').set('x-forwarded-for', '192.0.2.1');
    const second = await governance.http.get('/api/none').set('x-forwarded-for', '192.0.2.2');
    expect([first.status, second.status]).toEqual([404, 429]);
  });

  it('behind a proxy, counts by the address that the proxy saw', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: 'true' });
    const statuses: number[] = [];
    for (const forwarded of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '198.51.100.7, 192.0.2.1']) {
      const { status } = await governance.http.get('/api/none').set('x-forwarded-for', forwarded);
      statuses.push(status);
    }
    expect(statuses).toEqual([404, 404, 429, 429]);
  });

  it('takes no more than it has use for', async () => {
    await start({ ADMIN_TOKEN });
    const large = await governance.http
      .post('/api/v1/admin/ballots')
      .set(BEARER)
      .send({ title: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
    expect(large.body).toMatchObject({ status: 413, code: 'INVALID_REQUEST' });
    const long = await governance.http.get(`${SNAPSHOT}/${'x'.repeat(600)}`);
    expect(long.status).toBeGreaterThanOrEqual(400);
    expect(long.status).toBeLessThan(500);
    expect(long.body).toMatchObject({ code: expect.any(String) });
  });
});
