import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { FaultyProxy } from '../support/cache-proxy.js';
import { eventually, migrate } from '../support/cache-replica.js';
import { CacheWorker } from '../support/cache-worker.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const REPLICAS = [0, 1, 2];
const ROUND_MS = 3000;
const LONGEST_FAULT_MS = 1000;
const OPTIONS = { storeTimeoutMs: 700, leaseMs: 1000, unheardMemorySeconds: 1 };

/** The id of each key's value, or null where there is none. */
type View = Readonly<Record<string, string | null>>;

/** What a process read, in its order. */
type Reads = readonly (readonly [key: string, id: string])[];

interface Use {
  readonly reads: Reads;
  readonly failures: readonly string[];
}

let database: TestDatabase;
let admin: pg.Pool;
let proxies: FaultyProxy[];
let workers: CacheWorker[];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  admin = new pg.Pool({ connectionString: database.url, max: 4, application_name: 'admin' });
  await admin.query(`
    create table written (id text, version bigint);
    create function note_write() returns trigger language plpgsql as $$
      begin
        insert into written values (new.cache_value->>'id', new.version);
        return new;
      end $$;
    create trigger note_write after insert or update on blockchain_cache
      for each row execute function note_write()`);
  proxies = await Promise.all(REPLICAS.map(() => FaultyProxy.to(database.url)));
  workers = await Promise.all(proxies.map(({ url }) => CacheWorker.start(url, OPTIONS)));
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await admin.end();
  await database.drop();
});

function anyOf<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}

const aWhile = () => pause(Math.random() * LONGEST_FAULT_MS);

const faults: Readonly<Record<string, (replica: number) => unknown>> = {
  cut: (i) => proxies[i]?.cut(),
  async silent(i) {
    const proxy = proxies[i];
    if (proxy === undefined) return;
    proxy.fault = 'silent';
    await aWhile();
    proxy.fault = undefined;
    proxy.cut();
  },
  terminated: () =>
    admin.query(`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name <> 'admin'`),
  async locked() {
    const client = await admin.connect();
    try {
      await client.query('begin; lock table blockchain_cache in exclusive mode');
      await aWhile();
    } finally {
      await client.query('rollback');
      client.release();
    }
  },
  async asleep(i) {
    workers[i]?.signal('SIGSTOP');
    await aWhile();
    workers[i]?.signal('SIGCONT');
  },
  killed: (i) => workers[i]?.kill(),
};

/** One fault after the other, which may overlap. Resolves when all are over. */
async function breakThings(until: number): Promise<string[]> {
  const done: string[] = [];
  const running: unknown[] = [];
  while (performance.now() < until) {
    await pause(Math.random() * 600);
    const name = anyOf(Object.keys(faults));
    const replica = anyOf(REPLICAS);
    done.push(`${name} ${replica}`);
    running.push(faults[name]?.(replica));
  }
  await Promise.all(running);
  return done;
}

/** Who was killed has nothing to tell. */
async function usesOf(uses: readonly Promise<Use>[]): Promise<Use[]> {
  const settled = await Promise.allSettled(uses);
  return settled.flatMap((use) => {
    if (use.status === 'fulfilled') return [use.value];
    expect(String(use.reason)).toContain('SIGKILL');
    return [];
  });
}

/**
 * By the versions under which PostgreSQL wrote each value: more than one, where a connection broke and
 * the write was made once more. What it never wrote was in memory only, while it could not be asked.
 */
function firstStepBack(reads: Reads, versionsOf: ReadonlyMap<string, number[]>) {
  const reached = new Map<string, number>();
  for (const [key, id] of reads) {
    const before = reached.get(key) ?? 0;
    const versions = versionsOf.get(id);
    const version = versions?.find((each) => each >= before);
    if (version !== undefined) reached.set(key, version);
    else if (versions !== undefined) return `${key}: ${id} (${versions.join()}) after ${before}`;
  }
  return undefined;
}

async function versionsWritten(): Promise<Map<string, number[]>> {
  const { rows } = await admin.query<{ id: string; versions: number[] }>(
    'select id, array_agg(version::int order by version) as versions from written group by id',
  );
  return new Map(rows.map(({ id, versions }) => [id, versions]));
}

async function kept(keys: readonly string[]): Promise<View> {
  const { rows } = await admin.query<{ key: string; id: string | null }>(
    `select key, cache_value->>'id' as id
     from unnest($1::text[]) as key left join blockchain_cache on cache_key = key`,
    [keys],
  );
  return Object.fromEntries(rows.map(({ key, id }) => [key, id]));
}

/** Starts those again who were killed; resolves when all hear each other. */
async function recover(): Promise<void> {
  for (const [i, proxy] of proxies.entries()) {
    if (workers[i]?.isRunning !== true) workers[i] = await CacheWorker.start(proxy.url, OPTIONS);
  }
  await eventually(async () => {
    const stats = await Promise.all(workers.map((worker) => worker.stats()));
    return stats.every(({ bus }) => bus === 'audible');
  }, 20_000);
}

/** Where what a replica reads is not what PostgreSQL keeps. */
async function disagreements(): Promise<object[]> {
  const views = await Promise.all(workers.map((worker) => worker.ask<View>('readAll')));
  const expected = await kept(Object.keys(views[0] ?? {}));
  return views.flatMap((view, replica) =>
    Object.entries(expected)
      .filter(([key, id]) => view[key] !== id)
      .map(([key, id]) => ({ replica, key, reads: view[key], kept: id })),
  );
}

describe('replicas under faults at random', () => {
  it.each([1, 2, 3, 4])(
    'never read backwards, and agree once they hear each other (%i)',
    async () => {
      await recover();
      const until = performance.now() + ROUND_MS;
      const using = workers.map((worker) => worker.ask<Use>('useAtRandom', ROUND_MS));
      const uses = usesOf(using);
      const happened = await breakThings(until);
      for (const { reads, failures } of await uses) {
        expect(reads.length).toBeGreaterThan(0);
        const back = firstStepBack(reads, await versionsWritten());
        expect({ happened, back }).toEqual({ happened, back: undefined });
        expect(failures.filter((code) => code !== 'CACHE_STORE_UNAVAILABLE')).toEqual([]);
      }
      await recover();
      // What a replica gave up waiting for may be done by PostgreSQL a little later.
      let different: object[] = [];
      for (let tries = 0; tries < 30; tries++) {
        different = await disagreements();
        if (different.length === 0) break;
        await pause(100);
      }
      expect({ happened, different }).toEqual({ happened, different: [] });
    },
    90_000,
  );
});
