import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GovernanceApp } from './support/governance-app.js';
import { sayOnSocket } from './support/say-on-socket.js';
import { Stage } from './support/stage.js';

describe('what is asked for in vain', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start();
  });

  afterAll(() => stage.strike());

  it.each(['/', '/api', '/api/v1', '/api/v2/chain', '/api/v1/chain/none', '/health'])(
    'is a problem of its own at %s',
    async (path) => {
      const { body, headers } = await governance.http.get(`${path}?secret=1`).expect(404);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toEqual({
        type: 'urn:chain-cache:problem:not-found',
        title: expect.any(String),
        status: 404,
        detail: 'No route leads here.',
        instance: path,
        code: 'NOT_FOUND',
      });
    },
  );

  it('is refused where only reading is possible', async () => {
    const { body } = await governance.http.post('/api/v1/chain/counts').send({}).expect(404);
    expect(body.code).toBe('NOT_FOUND');
  });

  it.each(['/api/v1/chain/counts/%ff', '/%'])(
    'is a problem when it is no URL: %s',
    async (path) => {
      const { body, headers } = await governance.http.get(path).expect(400);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    },
  );

  it.each([
    [400, 'SSH-2.0-client\r\n\r\n'],
    [400, 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n'],
    [431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    [431, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('is a problem of status %i when it is no request: %.20j', async (status, words) => {
    const { head, body, ...answer } = await sayOnSocket(governance.url, words);
    expect(head).toContain('content-type: application/problem+json');
    expect(answer).toEqual({ status });
    expect(JSON.parse(body)).toMatchObject({ status, code: 'INVALID_REQUEST' });
  });

  it.each([
    ['GET /health/live', '', 200],
    [
      'POST /api/v1/none',
      'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
      404,
    ],
  ])('is as ever to a client that offers HTTP/2: %s', async (line, body, status) => {
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA';
    const first = `${line} HTTP/1.1\r\nHost: x\r\n${offer}\r\n${body || '\r\n'}`;
    const last = 'GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect(await sayOnSocket(governance.url, first + last)).toMatchObject({ status });
  });
});
