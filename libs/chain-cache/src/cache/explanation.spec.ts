import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gate } from '../../../../test/support/cache-gate.js';
import { startInMemory, type InMemoryReplica } from '../../../../test/support/cache-in-memory.js';
import { eventually } from '../../../../test/support/cache-replica.js';

describe('an explanation', () => {
  let replica: InMemoryReplica;

  beforeEach(async () => {
    replica = await startInMemory({ ttlSeconds: 60, graceSeconds: 60 });
  });

  afterEach(() => replica.close());

  it('of what is not there', async () => {
    expect(await replica.cache.explain('k')).toEqual({
      key: 'k',
      memory: null,
      postgres: null,
      load: 'idle',
      served: null,
    });
  });

  it('of a fresh entry tells where it is, how old, and how long it lives', async () => {
    const order = { chain: 'main', height: 7 };
    await replica.cache.set('k', 'secret', { order });
    replica.clock.advance(10_000);
    const kept = { state: 'fresh', ageSeconds: 10, freshSeconds: 50, servableSeconds: 110, order };
    const explanation = await replica.cache.explain('k');
    expect(explanation).toMatchObject({
      memory: kept,
      postgres: kept,
      served: { tier: 'memory', state: 'fresh' },
    });
    expect(JSON.stringify(explanation)).not.toContain('secret');
  });

  it('of a stale entry says that nothing is served, but while the store is down', async () => {
    const { cache, clock, store } = replica;
    await cache.set('k', 1);
    clock.advance(60_000);
    expect(await cache.explain('k')).toMatchObject({
      memory: { state: 'stale' },
      postgres: { state: 'stale' },
      served: null,
    });
    store.setAvailable(false);
    expect(await cache.explain('k')).toMatchObject({
      postgres: 'unavailable',
      served: { tier: 'memory', state: 'stale' },
    });
    expect(await cache.get('k')).toBe(1);
  });

  it('of a key that is none is refused like any other question about it', async () => {
    const refusal = replica.cache.explain('\n');
    await expect(refusal).rejects.toThrow('a key must not hold control characters');
  });

  it('tells who is loading, and what holds the next load back', async () => {
    const { cache } = replica;
    const slow = gate<number>();
    const loading = cache.getOrLoad('k', () => slow.passed);
    await eventually(() => cache.stats().loads === 1);
    expect(await cache.explain('k')).toMatchObject({ load: 'loading' });
    slow.fail(Object.assign(new Error('no'), { code: 'E_CHAIN' }));
    await expect(loading).rejects.toThrow('no');
    expect(await cache.explain('k')).toMatchObject({ load: { heldBackBy: 'E_CHAIN' } });
  });
});
