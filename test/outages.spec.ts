import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { Stage } from './support/stage.js';

const SNAPSHOT = '/api/v1/chain/counts';

/** Under which replicas take turns to migrate: see `apps/governance/src/database/migrate.ts`. */
const MIGRATION_LOCK = 7_224_005;

describe('outages', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  async function start(environment: Record<string, string> = {}): Promise<void> {
    governance = await stage.launch(environment);
  }

  async function readiness() {
    const { status, body } = await governance.http.get('/health/ready');
    return { status, database: body.details.database, chain: body.details.chain };
  }

  beforeEach(async () => {
    stage = await Stage.set();
  });

  afterEach(() => stage.strike());

  it('with the chain down and nothing kept, there is no number', async () => {
    await stage.chain.stopListening();
    await start();
    await governance.connected();
    const { body, headers } = await governance.get(SNAPSHOT, 503);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 503, code: 'CHAIN_UNAVAILABLE', instance: SNAPSHOT });
    expect(await readiness()).toMatchObject({
      status: 503,
      database: { status: 'up' },
      chain: { status: 'down', reason: 'CHAIN_UNAVAILABLE' },
    });
    await governance.get(`${SNAPSHOT}/wotSize`, 503);
    await governance.get('/health/live');
  });

  it('with a chain that never answers and nothing kept, readiness does not wait for it', async () => {
    stage.chain.hang();
    await start();
    await governance.connected();
    const answered = readiness();
    const waits = governance.http.get(SNAPSHOT).then(() => 'the counts');
    const first = await Promise.race([answered.then(() => 'readiness'), waits]);
    expect(first).toBe('readiness');
    expect(await answered).toMatchObject({
      status: 503,
      database: { status: 'up' },
      chain: { status: 'down', reason: 'CHAIN_UNAVAILABLE' },
    });
    stage.chain.unhang();
    await waits;
  });

  it('with the chain down after a restart, kept values are served and say that they are stale', async () => {
    await start({ CACHE_TTL_SECONDS: '1' });
    await governance.connected();
    const { body: before } = await eventually(() => governance.get(SNAPSHOT));
    await governance.close();
    await stage.chain.stopListening();
    await start({ CACHE_TTL_SECONDS: '1' });
    await governance.connected();
    await eventually(async () => {
      const { body } = await governance.get(SNAPSHOT);
      expect(body).toMatchObject({ counts: before.counts, block: before.block });
      expect(body.freshness).toMatchObject({ state: 'stale', reason: 'CHAIN_UNREACHABLE' });
    });
    expect(await readiness()).toMatchObject({
      status: 200,
      chain: { status: 'degraded', reason: 'CHAIN_UNREACHABLE' },
    });
    await stage.chain.resumeListening();
    await eventually(async () => {
      const { body } = await governance.get(SNAPSHOT);
      expect(body.freshness.state).toBe('fresh');
    });
  });

  it('with the database down, the process starts, says so, and comes back by itself', async () => {
    await stage.road.cut();
    await start();
    await governance.get('/health/live');
    expect(await readiness()).toMatchObject({ status: 503, database: { status: 'down' } });
    const { body } = await governance.get(SNAPSHOT, 503);
    expect(body).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
    await stage.road.mend();
    await governance.connected();
    await eventually(() => governance.get(SNAPSHOT));
  });

  it('with the database down and the chain named, the chain is asked all the same', async () => {
    await stage.road.cut();
    await start({ CHAIN_GENESIS_HASH: stage.chain.genesisHash });
    const { body } = await governance.get(SNAPSHOT);
    expect(body).toMatchObject({
      block: stage.chain.finalizedBlock,
      freshness: { state: 'fresh' },
    });
  });

  it('with the database lost while running, what memory has is served until it is back', async () => {
    await start();
    await governance.connected();
    await governance.hearing();
    await governance.get(SNAPSHOT);
    await stage.road.cut();
    const { body } = await governance.get(SNAPSHOT);
    expect(body.freshness.tier).toBe('memory');
    await eventually(async () => {
      expect(await readiness()).toMatchObject({ status: 503, database: { status: 'down' } });
    });
    await stage.road.mend();
    await governance.connected();
  });

  it('with both down, the answer says which, and no internals', async () => {
    await stage.road.cut();
    await stage.chain.stopListening();
    await start();
    const { body } = await governance.get(SNAPSHOT, 503);
    expect(['CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE']).toContain(body.code);
    expect(JSON.stringify(body)).not.toMatch(/select|postgres:|at .*\.js|password/i);
    await governance.get('/health/live');
    await stage.road.mend();
    await stage.chain.resumeListening();
    await governance.connected();
    await eventually(() => governance.get(SNAPSHOT));
  });

  it('with the chain lost while running, counts turn stale and then fresh again', async () => {
    await start({ CACHE_TTL_SECONDS: '1' });
    await governance.connected();
    const { body: before } = await governance.get(SNAPSHOT);
    await stage.chain.stopListening();
    await eventually(async () => {
      const { body } = await governance.get(SNAPSHOT);
      expect(body).toMatchObject({ counts: before.counts, freshness: { state: 'stale' } });
    });
    await stage.chain.resumeListening();
    await eventually(async () => {
      expect((await governance.get(SNAPSHOT)).body.freshness.state).toBe('fresh');
    });
  });

  it('while another replica migrates, the process answers, is not ready, and waits', async () => {
    const other = new pg.Client({ connectionString: stage.database.url });
    await other.connect();
    await other.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await start();
    await governance.get('/health/live');
    expect(await readiness()).toMatchObject({ status: 503, database: { status: 'down' } });
    await other.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await governance.connected();
    await eventually(async () => expect((await readiness()).status).toBe(200));
    await other.end();
  });
});
