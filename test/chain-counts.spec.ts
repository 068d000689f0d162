import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { BlockchainCacheService, OnChainCountsService } from 'nestjs-chain-cache';
import { eventually } from './support/eventually.js';
import { GovernanceApp } from './support/governance-app.js';
import { lastingHeaders } from './support/lasting-headers.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

const SNAPSHOT = '/api/v1/chain/counts';

/** It differs with each request. */
function withoutFreshness(json: string): string {
  return json.replace(/"freshness":\{[^}]*\}/, '');
}

describe('the counts of the chain', () => {
  let database: TestDatabase;
  let chain: DevChain;
  let governance: GovernanceApp;
  let genesisSalt: string;

  async function start(environment: Record<string, string> = {}): Promise<void> {
    governance = await GovernanceApp.start({
      DATABASE_URL: database.url,
      CHAIN_ENDPOINTS: chain.url,
      ...environment,
    });
    await governance.connected();
  }

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  beforeEach(async () => {
    genesisSalt = expect.getState().currentTestName ?? '';
    chain = await startDevChain({ blockTimeMs: 'manual', genesisSalt });
  });

  afterEach(async () => {
    await governance.close();
    await chain.close();
  });

  it('are read at one finalized block and served as the contract says', async () => {
    chain.set({ members: 7224, smiths: 20, excludedSmiths: 4, techCommMembers: 5, proposals: 1 });
    chain.makeBlock(1);
    chain.finalizeAll();
    await start();
    const { body, headers } = await governance.get(SNAPSHOT);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      network: {
        name: expect.any(String),
        specName: 'g1',
        specVersion: expect.any(Number),
        genesisHash: chain.genesisHash,
        development: true,
      },
      block: { ...chain.finalizedBlock, finalized: true },
      counts: {
        wotSize: 7224,
        smithSize: 20,
        techCommSize: 5,
        techCommProposalCount: 1,
        identityCount: expect.any(Number),
        onlineAuthorityCount: expect.any(Number),
      },
      amounts: { monetaryMass: expect.stringMatching(/^\d+$/) },
      unavailable: [],
      freshness: {
        state: 'fresh',
        fetchedAt: expect.any(String),
        expiresAt: expect.any(String),
        ageSeconds: expect.any(Number),
        tier: 'chain',
        reason: null,
      },
    });
  });

  it('are asked of the node once: then memory answers', async () => {
    await start();
    await governance.hearing();
    await governance.get(SNAPSHOT);
    const asked = chain.calls.get('state_queryStorageAt');
    expect(asked).toBe(1);
    for (let hit = 0; hit < 20; hit++) {
      const { body } = await governance.get(SNAPSHOT);
      expect(body.freshness.tier).toBe('memory');
    }
    expect(chain.calls.get('state_queryStorageAt')).toBe(asked);
  });

  it('are answered the same way by memory, which is asked before the router is', async () => {
    await start();
    await governance.hearing();
    const read = await governance.get(SNAPSHOT);
    const kept = await governance.get(SNAPSHOT);
    expect([read, kept].map(({ body }) => body.freshness.tier)).toEqual(['chain', 'memory']);
    expect(Object.keys(kept.headers)).toEqual(Object.keys(read.headers));
    expect(kept.headers['etag']).toBe(read.headers['etag']);
    const head = await governance.http.head(SNAPSHOT).expect(200);
    expect(Object.keys(head.headers)).toEqual(Object.keys(read.headers));
    expect(head.text).toBeUndefined();
    const { body } = await governance.http.post(SNAPSHOT).expect(404);
    expect(body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['*', undefined],
    ['https://friend.example', 'https://friend.example'],
    ['https://friend.example', 'https://stranger.example'],
  ])('have the headers that the router gives them, for %s and %s', async (allowed, origin) => {
    await start({ CORS_ORIGINS: allowed });
    const { headers } = await governance.get(SNAPSHOT);
    const known = String(headers['etag']);
    for (const asked of [{}, { 'if-none-match': known }]) {
      const ask = (path: string) =>
        governance.http.get(path).set({ ...asked, ...(origin && { origin }) });
      // No path with a query is known before the router.
      const [ready, routed] = [await ask(SNAPSHOT), await ask(`${SNAPSHOT}?routed`)];
      expect([ready.status, routed.status]).toEqual(
        'if-none-match' in asked ? [304, 304] : [200, 200],
      );
      expect(Object.keys(ready.headers)).toEqual(Object.keys(routed.headers));
      expect(lastingHeaders(ready.headers)).toEqual(lastingHeaders(routed.headers));
    }
  });

  it('fail as anything else does, should memory fail', async () => {
    await start();
    const failing = jest.spyOn(governance.app.get(OnChainCountsService), 'peek');
    failing.mockImplementation(() => {
      throw new Error('broken');
    });
    const { body, headers } = await governance.get(SNAPSHOT, 500);
    expect(body).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-request-id': expect.any(String),
      ratelimit: expect.any(String),
    });
  });

  it('are asked of the node once, however many ask at the same time', async () => {
    await start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => governance.http.get(SNAPSHOT)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(chain.calls.get('state_queryStorageAt')).toBe(1);
  });

  it('are kept in PostgreSQL for the other replicas', async () => {
    await start();
    await governance.get(SNAPSHOT);
    const first = governance;
    const asked = chain.calls.get('state_queryStorageAt');
    await start();
    const { body } = await governance.get(SNAPSHOT);
    expect(body.freshness.tier).toBe('postgres');
    expect(chain.calls.get('state_queryStorageAt')).toBe(asked);
    await first.close();
  });

  it.each([SNAPSHOT, `${SNAPSHOT}/wotSize`, '/api/v1/thresholds?mode=M50'])(
    'are the same text with the same validator on every replica: %s',
    async (path) => {
      await start();
      const first = governance;
      const fromChain = await first.http.get(path);
      await start();
      const fromPostgres = await governance.http.get(path);
      expect(fromPostgres.body).not.toEqual(fromChain.body);
      expect(withoutFreshness(fromPostgres.text)).toBe(withoutFreshness(fromChain.text));
      expect(fromPostgres.headers['etag']).toBe(fromChain.headers['etag']);
      await first.close();
    },
  );

  it('are written in the order of the contract', async () => {
    await start();
    const { body } = await governance.get(SNAPSHOT);
    expect(Object.keys(body)).toEqual(
      'network block counts amounts unavailable freshness'.split(' '),
    );
    expect(Object.keys(body.network)).toEqual(
      'name specName specVersion genesisHash development'.split(' '),
    );
    expect(Object.keys(body.block)).toEqual(['number', 'hash', 'finalized']);
    expect(Object.keys(body.counts)).toEqual(
      'wotSize smithSize techCommSize identityCount onlineAuthorityCount techCommProposalCount'.split(
        ' ',
      ),
    );
    expect(String(body.freshness.ageSeconds)).toMatch(/^\d+(\.\d{1,3})?$/);
  });

  it('are read again when they have expired', async () => {
    await start({ CACHE_TTL_SECONDS: '1' });
    await governance.get(SNAPSHOT);
    chain.set({ members: 7300 });
    chain.makeBlock(1);
    chain.finalizeAll();
    const { body } = await governance.http.get(SNAPSHOT);
    expect(body.counts.wotSize).not.toBe(7300);
    await eventually(async () => {
      const later = await governance.get(SNAPSHOT);
      expect(later.body.counts.wotSize).toBe(7300);
    });
  });

  it('are read again when they have been invalidated', async () => {
    await start();
    await governance.get(SNAPSHOT);
    chain.set({ smiths: 31 });
    chain.makeBlock(1);
    chain.finalizeAll();
    // What the node said of its head is believed for a second.
    await eventually(async () => {
      await governance.app.get(BlockchainCacheService).invalidatePrefix('chain:');
      const { body } = await governance.get(`${SNAPSHOT}/smithSize`);
      expect(body).toMatchObject({ name: 'smithSize', value: 31 });
    });
  });

  it('may be 0, and then say so', async () => {
    chain.set({ techCommMembers: 0, proposals: 0 });
    chain.makeBlock(1);
    chain.finalizeAll();
    await start();
    await governance.hearing();
    const { body } = await governance.get(SNAPSHOT);
    expect(body.counts).toMatchObject({ techCommSize: 0, techCommProposalCount: 0 });
    const count = await governance.get(`${SNAPSHOT}/techCommSize`);
    expect(count.body.value).toBe(0);
    const again = await governance.get(SNAPSHOT);
    expect(again.body).toMatchObject({
      counts: { techCommSize: 0 },
      freshness: { tier: 'memory' },
    });
  });

  it('are never 0 because the runtime lacks them', async () => {
    chain.upgradeRuntime('no-tech-comm');
    chain.makeBlock(1);
    chain.finalizeAll();
    await start();
    const { body } = await governance.get(SNAPSHOT);
    expect(body.counts).not.toHaveProperty('techCommSize');
    expect(body.unavailable).toContainEqual({ name: 'techCommSize', reason: expect.any(String) });
    const count = await governance.get(`${SNAPSHOT}/techCommSize`, 422);
    expect(count.headers['content-type']).toContain('application/problem+json');
    expect(count.body).toMatchObject({ status: 422, code: 'COUNT_UNAVAILABLE' });
  });

  it('are unknown under any other name', async () => {
    await start();
    for (const name of ['members', 'constructor', '__proto__', 'wotSize%20', 'x'.repeat(300)]) {
      const { body, headers } = await governance.get(`${SNAPSHOT}/${name}`, 404);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({
        type: 'urn:chain-cache:problem:count-unknown',
        status: 404,
        code: 'COUNT_UNKNOWN',
        instance: `${SNAPSHOT}/${name}`,
      });
    }
  });

  it('come one by one, amounts as text', async () => {
    await start();
    await governance.hearing();
    const { body: snapshot } = await governance.get(SNAPSHOT);
    const { body } = await governance.get(`${SNAPSHOT}/monetaryMass`);
    expect(body).toEqual({
      network: snapshot.network,
      block: snapshot.block,
      name: 'monetaryMass',
      value: snapshot.amounts.monetaryMass,
      unavailable: [],
      freshness: { ...snapshot.freshness, ageSeconds: expect.any(Number), tier: 'memory' },
    });
  });

  it.each([SNAPSHOT, `${SNAPSHOT}/wotSize`])(
    'are sent once to a client that keeps %s',
    async (path) => {
      await start({ CACHE_TTL_SECONDS: '60', CACHE_GRACE_SECONDS: '600' });
      const { headers } = await governance.get(path);
      expect(headers['etag']).toMatch(/^W\/".+"$/);
      expect(headers['cache-control']).toMatch(
        /^public, max-age=(60|5\d), stale-while-revalidate=\d+, stale-if-error=600$/,
      );
      const known = String(headers['etag']);
      const kept = await governance.http.get(path).set('If-None-Match', known).expect(304);
      expect(kept.text).toBe('');
      expect(kept.headers['etag']).toBe(known);
      await governance.http.get(path).set('If-None-Match', 'W/"other"').expect(200);
      const head = await governance.http.head(path).expect(200);
      expect(head.headers['etag']).toBe(known);
    },
  );

  it('come with how the chain stands', async () => {
    chain.makeBlock(3);
    await start();
    await governance.get(SNAPSHOT);
    const { body } = await governance.get('/api/v1/chain');
    expect(body).toMatchObject({
      network: { genesisHash: chain.genesisHash, development: true },
      finalized: chain.finalizedBlock,
      best: { number: chain.bestBlock.number },
      finalityLagBlocks: chain.bestBlock.number - chain.finalizedBlock.number,
      reason: null,
      endpoints: [{ endpoint: chain.url, state: 'healthy' }],
    });
  });

  it('are what as many endpoints agree on as CHAIN_QUORUM says, or none', async () => {
    const other = await startDevChain({ blockTimeMs: 'manual', genesisSalt });
    try {
      other.lie({ members: 7000 });
      await start({ CHAIN_ENDPOINTS: `${chain.url},${other.url}`, CHAIN_QUORUM: '2' });
      const { body } = await governance.get(SNAPSHOT, 503);
      expect(body).toMatchObject({
        code: 'CHAIN_UNAVAILABLE',
        detail: expect.stringContaining('2 endpoints'),
      });
      other.lie(null);
      await eventually(() => governance.get(SNAPSHOT));
    } finally {
      await other.close();
    }
  });
});
