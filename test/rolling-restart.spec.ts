import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { Balancer } from './support/balancer.js';
import { eventually } from './support/eventually.js';
import { GovernanceProcess } from './support/governance-process.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

/** What `docs/operations.md` says, with what a busy machine adds. */
const STOPS_WITHIN_MS = 20_000;

const PATHS = ['/api/v1/chain/counts', '/api/v1/chain/counts/wotSize', '/api/v1/ballots'];
const CALLERS = 8;
/** Or the callers would leave the replicas nothing of the machine. */
const PAUSE_MS = 10;

let database: TestDatabase;
let chain: DevChain;
let balancer: Balancer;
const running = new Set<GovernanceProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  chain = await startDevChain({ blockTimeMs: 200 });
  balancer = await Balancer.start();
});

afterAll(async () => {
  await Promise.all([...running].map((replica) => replica.stop('SIGKILL')));
  await balancer.stop();
  await chain.close();
  await database.drop();
});

/** A replica that gets its share of the requests. */
async function startReplica(): Promise<GovernanceProcess> {
  const replica = GovernanceProcess.start({
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    CHAIN_ENDPOINTS: chain.url,
    RATE_LIMIT_PER_MINUTE: '1000000',
  });
  running.add(replica);
  const url = await replica.listening();
  balancer.add(url);
  await eventually(() => expect(balancer.readyReplicas).toContain(url), 20_000);
  return replica;
}

/** Asks until it is told to stop. Gives how often, and each answer but 200. */
async function load(stopped: AbortSignal): Promise<{ asked: number; failures: string[] }> {
  const failures: string[] = [];
  let asked = 0;
  const call = async () => {
    while (!stopped.aborted) {
      const path = PATHS[asked++ % PATHS.length] ?? '';
      const answer = await fetch(balancer.url + path);
      const text = await answer.text();
      if (answer.status !== 200) failures.push(`${path}: ${answer.status} ${text}`);
      await delay(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return { asked, failures };
}

it('two replicas are replaced one after the other under load, and no request fails', async () => {
  const old = [await startReplica(), await startReplica()];
  const stop = new AbortController();
  const loaded = load(stop.signal);
  for (const replica of old) {
    await startReplica();
    const startedAt = performance.now();
    expect(await replica.stop('SIGTERM')).toMatchObject({ code: 0, errors: '' });
    expect(performance.now() - startedAt).toBeLessThan(STOPS_WITHIN_MS);
    running.delete(replica);
  }
  stop.abort();
  const { asked, failures } = await loaded;
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(100);
}, 120_000);
