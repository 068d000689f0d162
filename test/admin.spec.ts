import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { ADMIN_TOKEN, BEARER, Stage } from './support/stage.js';

const ADMIN = '/api/v1/admin';

/** Every route of it, with what may be sent to it. */
const ROUTES = [
  ['get', '/cache/entries'],
  ['get', '/cache/entries/x'],
  ['get', '/cache/stats'],
  ['delete', '/cache/entries/x'],
  ['delete', '/cache/entries?prefix=x'],
  ['post', '/cache/cleanup'],
  ['post', '/chain/refresh'],
  ['delete', '/chain/identity'],
  ['post', '/ballots'],
  ['post', '/ballots/x/close'],
] as const;

describe('the admin API', () => {
  let stage: Stage;
  let governance: GovernanceApp;
  let cache: BlockchainCacheService;

  function ask(method: 'get' | 'post' | 'delete', path: string) {
    return governance.http[method](ADMIN + path).set(BEARER);
  }

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start({ ADMIN_TOKEN });
    cache = governance.app.get(BlockchainCacheService);
  });

  afterAll(() => stage.strike());

  it.each(ROUTES)('lets nobody in without its token: %s %s', async (method, path) => {
    const { body, headers } = await governance.http[method](ADMIN + path).expect(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });

  it.each(ROUTES)('is not there without a token: %s %s', async (method, path) => {
    const without = await stage.start({ NODE_ENV: 'production' });
    const { body } = await without.http[method](ADMIN + path)
      .set('authorization', 'Bearer undefined')
      .expect(404);
    expect(body.code).toBe('NOT_FOUND');
    await without.close();
  });

  it.each([
    ['delete', '/cache/entries/none', 404],
    ['post', '/cache/cleanup', 200],
    ['post', '/ballots', 400],
  ] as const)('takes no body, called JSON, for none: %s %s', async (method, path, status) => {
    const { body } = await ask(method, path).set('content-type', 'application/json').expect(status);
    expect(body.detail ?? '').not.toContain('JSON');
  });

  it('tires of those who guess, and tells them to wait', async () => {
    const guessed = await stage.start({ ADMIN_TOKEN });
    const guess = (token: string) =>
      guessed.http.get(`${ADMIN}/cache/stats`).set('authorization', `Bearer ${token}`);
    for (let failures = 0; failures < 10; failures++) await guess(`wrong-${failures}`).expect(401);
    const { body, headers } = await guess(ADMIN_TOKEN).expect(429);
    expect(body.code).toBe('RATE_LIMITED');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await guessed.close();
  });

  it('goes through the cache page by page', async () => {
    await cache.setMany({ 'page:a': 0, 'page:b': false, 'page:c': null });
    const first = await ask('get', '/cache/entries?prefix=page:&limit=2').expect(200);
    expect(first.body).toMatchObject({
      entries: [
        { key: 'page:a', value: 0, state: 'fresh' },
        { key: 'page:b', value: false },
      ],
      next: 'page:b',
    });
    const rest = await ask('get', '/cache/entries?prefix=page:&limit=2&after=page:b').expect(200);
    expect(rest.body).toMatchObject({ entries: [{ key: 'page:c', value: null }], next: null });
  });

  it('shows one entry, and why it would be served', async () => {
    await cache.set('one/with?odd&characters', { size: 7224 });
    const path = `/cache/entries/${encodeURIComponent('one/with?odd&characters')}`;
    const { body } = await ask('get', path).expect(200);
    expect(body).toMatchObject({
      entry: { key: 'one/with?odd&characters', value: { size: 7224 }, state: 'fresh' },
      explanation: { postgres: { state: 'fresh' }, served: { state: 'fresh' } },
    });
    await ask('get', '/cache/entries/none').expect(404);
  });

  it('removes one entry, or all below a prefix, and never all by mistake', async () => {
    await cache.setMany({ 'gone:a': 1, 'gone:b': 2, 'gone:c': 3 });
    const one = await ask('delete', '/cache/entries/gone:a').expect(200);
    expect(one.body).toEqual({ removed: 1 });
    await ask('delete', '/cache/entries/gone:a').expect(404);
    const long = await ask('get', `/cache/entries?prefix=${'x'.repeat(513)}`).expect(400);
    expect(long.body.detail).toBe('prefix: must be of at most 512 characters');
    const two = await ask('delete', '/cache/entries?prefix=gone:').expect(200);
    expect(two.body).toEqual({ removed: 2 });
    for (const query of ['', '?prefix=', '?prefix=a&prefix=b', '?all=1']) {
      const { body } = await ask('delete', `/cache/entries${query}`).expect(400);
      expect(body.code).toBe('INVALID_REQUEST');
    }
  });

  it('cleans up when told to', async () => {
    await cache.set('short', 1, { ttlSeconds: 0.001, graceSeconds: 0 });
    await eventually(async () => {
      const { body } = await ask('post', '/cache/cleanup').expect(200);
      expect(body.removed).toBeGreaterThan(0);
    });
    const { body } = await ask('get', '/cache/stats').expect(200);
    expect(body).toMatchObject({
      hits: { memory: expect.any(Number), postgres: expect.any(Number) },
      lastCleanup: { removed: expect.any(Number) },
    });
  });

  it('reads the chain before its time', async () => {
    await governance.get('/api/v1/chain/counts');
    stage.chain.set({ members: 7301 });
    stage.chain.makeBlock(1);
    stage.chain.finalizeAll();
    await eventually(async () => {
      const { body } = await ask('post', '/chain/refresh').expect(200);
      expect(body.counts.wotSize).toBe(7301);
    });
    const { body } = await governance.get('/api/v1/chain/counts/wotSize');
    expect(body.value).toBe(7301);
  });

  it('lets go of a chain', async () => {
    await governance.get('/api/v1/chain/counts');
    const { body } = await ask('delete', '/chain/identity').expect(200);
    expect(body).toEqual({ forgotten: true });
  });
});
