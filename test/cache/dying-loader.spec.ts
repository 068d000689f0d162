import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gate } from '../support/cache-gate.js';
import { eventually, migrate, startReplica, type CacheReplica } from '../support/cache-replica.js';
import { CacheWorker, LoadCounter } from '../support/cache-worker.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const LEASE_MS = 1500;
const options = { leaseMs: LEASE_MS };

let database: TestDatabase;
let counter: LoadCounter;
let loading: CacheWorker;
let other: CacheReplica;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  counter = await LoadCounter.create(database.url);
  other = await startReplica(database.url, options);
  await other.audible();
});

afterAll(async () => {
  await other.close();
  await counter.close();
  await database.drop();
});

beforeEach(async () => {
  loading = await CacheWorker.start(database.url, options);
});

afterEach(() => loading.kill());

/** Resolves when the load has begun; its result comes later. */
async function begin(key: string, takesMs: number) {
  const result = loading.load(key, { takesMs, gives: 'by the first' });
  // Handled where it is awaited.
  result.catch(() => undefined);
  await eventually(async () => (await counter.of(key)).length === 1);
  return { result };
}

const byTheOther = (key: string) =>
  other.cache.getOrLoad(key, () => Promise.resolve('by the other'));

describe('a process that loads', () => {
  it('and is killed delays the others by no more than its lease', async () => {
    const { result } = await begin('killed', 60_000);
    const value = byTheOther('killed');
    await loading.kill();
    const killedAt = performance.now();
    expect(await value).toBe('by the other');
    // The lease, the longest pause between two looks, and what a busy machine adds.
    expect(performance.now() - killedAt).toBeLessThan(LEASE_MS + 250 + 2000);
    await expect(result).rejects.toThrow('SIGKILL');
  });

  it('for longer than its lease holds on to it', async () => {
    const { result } = await begin('long', 3 * LEASE_MS);
    expect(await byTheOther('long')).toBe('by the first');
    expect(await result).toEqual({ values: ['by the first'], errors: [] });
  });

  it('and sleeps beyond its lease does not overwrite the newer value', async () => {
    const { result } = await begin('asleep', 1000);
    loading.signal('SIGSTOP');
    expect(await byTheOther('asleep')).toBe('by the other');
    loading.signal('SIGCONT');
    expect(await result).toEqual({ values: ['by the other'], errors: [] });
    expect(await loading.stats()).toMatchObject({ fencedWrites: 1 });
    expect(await other.cache.get('asleep')).toBe('by the other');
    expect(await loading.get('asleep')).toBe('by the other');
  });

  it('and wakes while another loads does not write before it', async () => {
    const { result } = await begin('half asleep', 1000);
    loading.signal('SIGSTOP');
    const slow = gate<string>();
    const value = other.cache.getOrLoad('half asleep', () => slow.passed);
    const loads = other.cache.stats().loads;
    await eventually(() => other.cache.stats().loads > loads);
    loading.signal('SIGCONT');
    expect(await result).toEqual({ values: ['by the first'], errors: [] });
    expect(await loading.get('half asleep')).toBeUndefined();
    slow.open('by the other');
    expect(await value).toBe('by the other');
    await eventually(async () => (await loading.get('half asleep')) === 'by the other');
  });
});
