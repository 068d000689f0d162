import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from '../common/clock.js';
import { passInDatabase } from '../../../../test/support/cache-database-time.js';
import {
  eventually,
  migrate,
  startReplica,
  type CacheReplica,
} from '../../../../test/support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';

const TEN_MINUTES_MS = 600_000;

/** The clock of a machine that is wrong about the time. */
class WrongClock extends Clock {
  private readonly right = new SystemClock();

  constructor(private readonly aheadMs: number) {
    super();
  }

  override now(): number {
    return this.right.now() + this.aheadMs;
  }

  override monotonic(): number {
    return this.right.monotonic() + this.aheadMs;
  }
}

let database: TestDatabase;
let replicas: readonly CacheReplica[];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  replicas = await Promise.all(
    [-TEN_MINUTES_MS, TEN_MINUTES_MS].flatMap((aheadMs) =>
      [1000, 0].map((memoryEntries) =>
        startReplica(database.url, { memoryEntries }, new WrongClock(aheadMs)),
      ),
    ),
  );
  await Promise.all(replicas.map((replica) => replica.audible()));
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await database.drop();
});

const ofAll = <T>(ask: (replica: CacheReplica) => Promise<T>) => Promise.all(replicas.map(ask));

describe('replicas whose clocks are twenty minutes apart', () => {
  let writer: CacheReplica;

  beforeEach(async () => {
    const [first] = replicas;
    if (first === undefined) throw new Error('there are replicas');
    writer = first;
    await writer.cache.invalidatePrefix('k');
  });

  it('give the same answers about a fresh entry, its age and its end', async () => {
    await writer.cache.set('k', 1, { ttlSeconds: 60 });
    const entries = await ofAll(({ cache }) => cache.getEntry('k'));
    const [first] = entries;
    for (const entry of entries) {
      expect(entry).toMatchObject({ value: 1, state: 'fresh', reason: null });
      expect(entry?.fetchedAt).toEqual(first?.fetchedAt);
      const lifeMs = (entry?.expiresAt?.getTime() ?? 0) - (entry?.fetchedAt.getTime() ?? 0);
      expect(Math.abs(lifeMs - 60_000)).toBeLessThanOrEqual(1);
      expect(entry?.ageSeconds).toBeLessThan(5);
    }
  });

  it('see it expire together, whichever tier they have it in', async () => {
    await writer.cache.set('k', 1, { ttlSeconds: 0.4 });
    expect(new Set(await ofAll(({ cache }) => cache.get('k')))).toEqual(new Set([1]));
    await eventually(async () => {
      const [{ expired } = { expired: false }] = await writer.dataSource.query<
        { expired: boolean }[]
      >(`select expires_at <= now() as expired from blockchain_cache where cache_key = 'k'`);
      return expired;
    });
    expect(new Set(await ofAll(({ cache }) => cache.get('k')))).toEqual(new Set([undefined]));
    const entries = await ofAll(({ cache }) => cache.getEntry('k'));
    expect(new Set(entries.map((entry) => entry?.state))).toEqual(new Set(['stale']));
  });

  it('have the same grace, and clean up the same', async () => {
    await writer.cache.set('k', 1, { ttlSeconds: 60, graceSeconds: 60 });
    await passInDatabase(writer.dataSource, 100_000);
    for (const { postgres } of await ofAll(({ cache }) => cache.explain('k'))) {
      expect(postgres).toMatchObject({ state: 'stale' });
    }
    for (const { cache } of replicas) expect(await cache.cleanupExpired()).toBe(0);
    await passInDatabase(writer.dataSource, 20_000);
    for (const { postgres } of await ofAll(({ cache }) => cache.explain('k'))) {
      expect(postgres).toBeNull();
    }
    const removed = [];
    for (const { cache } of replicas) removed.push(await cache.cleanupExpired());
    expect(removed).toEqual([1, 0, 0, 0]);
  });

  it('hold leases for the same time', async () => {
    let loads = 0;
    const loader = async () => {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return loads;
    };
    expect(new Set(await ofAll(({ cache }) => cache.getOrLoad('k', loader)))).toEqual(new Set([1]));
  });
});
