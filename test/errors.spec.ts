import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GovernanceApp } from './support/governance-app.js';
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
});
