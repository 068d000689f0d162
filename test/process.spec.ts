import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { eventually } from './support/eventually.js';
import { GovernanceProcess } from './support/governance-process.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

const SNAPSHOT = '/api/v1/chain/counts';

interface Snapshot {
  readonly network: { readonly genesisHash: string; readonly development: boolean };
  readonly block: { readonly number: number };
  readonly counts: unknown;
}

async function snapshotOf(url: string) {
  const answer = await fetch(url + SNAPSHOT);
  return { status: answer.status, body: (await answer.json()) as Snapshot };
}

/** From the start of a bare HTTP server until it listens. */
async function emptyServerStartMs(): Promise<number> {
  const script = "require('node:http').createServer().listen(0, () => process.exit())";
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  return performance.now() - startedAt;
}

describe('the process', () => {
  const running: GovernanceProcess[] = [];
  let database: TestDatabase;
  let chain: DevChain;
  let dataDir: string;

  function start(environment: Record<string, string> = {}): GovernanceProcess {
    const process = GovernanceProcess.start({
      DATABASE_URL: database.url,
      CHAIN_ENDPOINTS: chain.url,
      ...environment,
    });
    running.push(process);
    return process;
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    chain = await startDevChain({ blockTimeMs: 'manual' });
    dataDir = await mkdtemp(join(tmpdir(), 'governance-test-'));
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
  });

  afterAll(async () => {
    await chain.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('serves kept values within 1.5 s of its start, with the chain down, after a kill -9', async () => {
    const first = start();
    const firstUrl = await first.listening();
    const before = await eventually(async () => {
      const answer = await snapshotOf(firstUrl);
      expect(answer.status).toBe(200);
      return answer;
    });
    expect((await first.stop('SIGKILL')).signal).toBe('SIGKILL');

    await chain.stopListening();
    // The machine may be busy: a server that does nothing tells by how much, where it is idle
    // it takes less than a sixteenth of the 1.5 s. The best of some starts counts.
    let inTime = false;
    for (let attempt = 0; attempt < 5 && !inTime; attempt++) {
      const allowedMs = Math.max(1500, 16 * (await emptyServerStartMs()));
      const startedAt = performance.now();
      const process = start();
      const after = await snapshotOf(await process.listening());
      inTime = performance.now() - startedAt < allowedMs;
      expect(after.body).toMatchObject({ block: before.body.block, counts: before.body.counts });
      await process.stop();
    }
    expect(inTime).toBe(true);
    await chain.resumeListening();
  }, 60_000);

  it('stops when asked to, and then nothing keeps it alive', async () => {
    const process = start();
    const url = await process.listening();
    await snapshotOf(url);
    expect(await process.stop('SIGTERM')).toMatchObject({ code: 0, errors: '' });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('in production, says that it is about to go while it still answers, and fails no request', async () => {
    const process = start({ NODE_ENV: 'production' });
    const url = await process.listening();
    await snapshotOf(url);
    const stopped = process.stop('SIGTERM');
    await eventually(async () => {
      const readiness = await fetch(`${url}/health/ready`);
      expect(readiness.status).toBe(503);
      expect(await readiness.json()).toMatchObject({
        details: { process: { status: 'down', reason: 'DRAINING' } },
      });
    });
    expect((await snapshotOf(url)).status).toBe(200);
    expect(await stopped).toMatchObject({ code: 0, errors: '' });
  });

  it('in production, writes a line of JSON for each request', async () => {
    const process = start({ NODE_ENV: 'production' });
    const url = await process.listening();
    await fetch(url + SNAPSHOT, { headers: { 'x-request-id': 'traced:1' } });
    await fetch(`${url}/nothing/here?secret=1`);
    const { output } = await process.stop();
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { context: string; message: object });
    const requests = lines.filter(({ context }) => context === 'Access');
    expect(requests).toEqual([
      {
        level: 'log',
        pid: expect.any(Number),
        timestamp: expect.any(Number),
        context: 'Access',
        message: {
          requestId: 'traced:1',
          method: 'GET',
          route: SNAPSHOT,
          status: 200,
          durationMs: expect.any(Number),
          tier: expect.stringMatching(/^(memory|postgres|chain)$/),
        },
      },
      expect.objectContaining({
        message: expect.objectContaining({ route: 'none', status: 404 }),
      }),
    ]);
    expect(output).not.toContain('secret');
  });

  it('names every bad variable in a line of its own, shows no secret, and ends with code 1', async () => {
    const process = start({
      PORT: '70000',
      DATABASE_URL: 'postgres//governance:hunter2@db/governance',
      CACHE_TTL_SECONDS: 'an hour',
    });
    expect(await process.ended).toEqual({
      code: 1,
      signal: null,
      output: '',
      errors: [
        'PORT is "70000"; it must be a whole number from 0 to 65535',
        'DATABASE_URL is "***"; it must be a postgres:// URL',
        'CACHE_TTL_SECONDS is "an hour"; it must be a whole number from 1 to 315360000',
        '',
      ].join('\n'),
    });
  });

  it('embeds nothing in production', async () => {
    const process = start({ NODE_ENV: 'production', DATABASE_URL: '', CHAIN_ENDPOINTS: '' });
    const { code, errors } = await process.ended;
    expect(code).toBe(1);
    expect(errors.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set/),
      expect.stringMatching(/^CHAIN_ENDPOINTS is not set/),
    ]);
  });

  it('says in one line that its port is taken', async () => {
    const first = start();
    const { port } = new URL(await first.listening());
    const { code, errors } = await start({ PORT: port }).ended;
    expect(code).toBe(1);
    expect(errors.trimEnd().split('\n').at(-1)).toMatch(`PORT is "${port}", which is taken`);
  });

  describe('with nothing configured', () => {
    const BARE = { DATABASE_URL: '', CHAIN_ENDPOINTS: '' };

    it('brings its own PostgreSQL and chain, which a second one is told of and a killed one leaves in order', async () => {
      const first = start({ ...BARE, DATA_DIR: dataDir });
      const before = await snapshotOf(await first.listening());
      expect(before.body.network.development).toBe(true);
      expect(first.said).toContain(`embedded PostgreSQL, data in ${dataDir}`);
      expect(first.said).toMatch(/embedded development chain at ws:\/\/127\.0\.0\.1:\d+/);

      const second = await start({ ...BARE, DATA_DIR: dataDir }).ended;
      expect(second.code).toBe(1);
      expect(second.errors).toMatch(/is in use by process \d+/);

      await first.stop('SIGKILL');
      const third = start({ ...BARE, DATA_DIR: dataDir });
      const after = await snapshotOf(await third.listening());
      expect(third.said).toContain('was left running');
      expect(after.body.network.genesisHash).toBe(before.body.network.genesisHash);
      expect(after.body.block.number).toBeGreaterThanOrEqual(before.body.block.number);
      expect(await third.stop('SIGINT')).toMatchObject({ code: 0, errors: '' });
    }, 60_000);
  });
});
