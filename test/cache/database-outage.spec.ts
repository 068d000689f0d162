import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ThrowAwayCluster } from '../support/cache-cluster.js';
import { FaultyProxy } from '../support/cache-proxy.js';
import { eventually, migrate } from '../support/cache-replica.js';
import { CacheWorker } from '../support/cache-worker.js';

const STORE_TIMEOUT_MS = 1000;
const OUTAGE_MS = 4000;
const CALLERS = 10;
const MIB = 1024 * 1024;

interface Outcomes {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

let cluster: ThrowAwayCluster;
let proxy: FaultyProxy;
let workers: CacheWorker[];

beforeAll(async () => {
  cluster = await ThrowAwayCluster.start();
  proxy = await FaultyProxy.to(cluster.url);
  await migrate(cluster.url);
  const options = { storeTimeoutMs: STORE_TIMEOUT_MS, graceSeconds: 60 };
  workers = await Promise.all([1, 2].map(() => CacheWorker.start(proxy.url, options)));
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await proxy.close();
  await cluster.remove();
});

const ofAll = <T>(ask: (worker: CacheWorker) => Promise<T>) => Promise.all(workers.map(ask));
const outcomesOfAll = () => ofAll((worker) => worker.ask<Outcomes>('outcomes'));
const everybodyHears = () =>
  eventually(async () => (await ofAll((w) => w.stats())).every(({ bus }) => bus === 'audible'));

describe('PostgreSQL stopped under load, and started again', () => {
  it('is lived through: without a hang, a crash, a storm, or growth', async () => {
    await everybodyHears();
    await ofAll((worker) => worker.set('kept', 'in memory'));
    await ofAll((worker) => worker.get('kept'));
    await ofAll((worker) => worker.ask('startTraffic', CALLERS));
    await pause(1000);
    for (const { outcomes } of await outcomesOfAll()) {
      expect(Object.keys(outcomes).toSorted()).toEqual([
        'get: done',
        'getMany: done',
        'kept: done',
        'load: done',
        'set: done',
      ]);
    }

    await cluster.stop();
    await pause(OUTAGE_MS / 2);
    await outcomesOfAll();
    const heapBefore = await ofAll((worker) => worker.ask<number>('heapUsed'));
    await pause(OUTAGE_MS / 2);
    const heapAfter = await ofAll((worker) => worker.ask<number>('heapUsed'));
    for (const { outcomes, slowestMs } of await outcomesOfAll()) {
      expect(outcomes).toMatchObject({
        'set: CACHE_STORE_UNAVAILABLE': expect.any(Number),
        'kept: done': expect.any(Number),
        'load: done': expect.any(Number),
      });
      expect(outcomes).not.toHaveProperty('set: done');
      expect(outcomes).not.toHaveProperty('kept: CACHE_STORE_UNAVAILABLE');
      expect(outcomes).not.toHaveProperty('load: CACHE_STORE_UNAVAILABLE');
      expect(onlyKnown(outcomes)).toBe(true);
      expect(slowestMs).toBeLessThan(STORE_TIMEOUT_MS + 1000);
    }
    heapAfter.forEach((bytes, i) => expect(bytes - (heapBefore[i] ?? 0)).toBeLessThan(4 * MIB));

    await cluster.start();
    proxy.leadTo(cluster.url);
    await everybodyHears();
    await eventually(async () => {
      await outcomesOfAll();
      await pause(200);
      const all = await outcomesOfAll();
      return all.every(({ outcomes }) =>
        Object.keys(outcomes).every((name) => name.endsWith('done')),
      );
    });
    await ofAll((worker) => worker.ask('stopTraffic'));
    const [a, b] = workers;
    await a?.set('kept', 'since');
    await eventually(async () => (await b?.get('kept')) === 'since');
    expect(await connections()).toBeLessThanOrEqual(workers.length * 6);
  });

  function onlyKnown(outcomes: Outcomes['outcomes']): boolean {
    return Object.keys(outcomes).every((name) => /: (done|CACHE_STORE_UNAVAILABLE)$/.test(name));
  }

  /** Of the pools, of five each, and of those who listen. */
  async function connections(): Promise<number> {
    const client = new pg.Client({ connectionString: cluster.url });
    await client.connect();
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and query not like '%loads%'`,
    );
    await client.end();
    return rowCount ?? NaN;
  }
});
