import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { GovernanceProcess } from '../support/governance-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const FIRST_LOAD_BYTES = 100_000;

describe('the page of the console', () => {
  let database: TestDatabase;
  let chain: DevChain;
  let governance: GovernanceProcess;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    chain = await startDevChain({ blockTimeMs: 'manual' });
    governance = GovernanceProcess.start({
      DATABASE_URL: database.url,
      CHAIN_ENDPOINTS: chain.url,
    });
    url = await governance.listening();
  });

  afterAll(async () => {
    await governance.stop();
    await chain.close();
    await database.drop();
  });

  /** As the network carries it: what was sent is not unpacked. */
  async function get(path: string, acceptEncoding = 'identity') {
    const answer = await fetch(url + path, { headers: { 'accept-encoding': acceptEncoding } });
    const body = await answer.text();
    return { status: answer.status, headers: answer.headers, body };
  }

  async function assetsOf(page: string): Promise<string[]> {
    const { body } = await get(page);
    return [...body.matchAll(/(?:src|href)="(?<asset>[^"]+)"/g)].map((found) => found[1] ?? '');
  }

  it.each(['/console', '/console/', '/console/vote', '/console/ballots/x?y=1'])(
    'is the same at %s, and asked for again each time',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(body).toBe((await get('/console')).body);
    },
  );

  it('may run no script and no style but its own', async () => {
    const { headers, body } = await get('/console');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/style-src 'self'(;|$)/);
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(body).not.toMatch(/<style|<script>|style=|onload=/);
  });

  it('is made of assets of this host, which may be kept for ever', async () => {
    const assets = await assetsOf('/console');
    expect(assets).toHaveLength(3);
    for (const asset of assets) {
      expect(asset).toMatch(/^\/console\/assets\/\w+\.\w{8}\.(js|css|svg)$/);
      const { status, headers } = await get(asset);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it.each(['br', 'gzip'])('is small on the wire, by %s', async (encoding) => {
    let bytes = 0;
    for (const path of ['/console', ...(await assetsOf('/console'))]) {
      const { headers } = await get(path, encoding);
      expect(headers.get('content-encoding')).toBe(encoding);
      expect(headers.get('vary')).toContain('accept-encoding');
      bytes += Number(headers.get('content-length'));
    }
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('is sent as it is to who refuses its encodings', async () => {
    const { headers } = await get('/console', 'br;q=0, gzip;q=0.0');
    expect(headers.get('content-encoding')).toBeNull();
  });

  it.each([
    '/console/assets/none.js',
    '/console/assets/..%2Findex.html',
    '/console/assets/.%2e%2f%2e%2e%2fserve-console.js',
    '/console/assets/main.js.br',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
