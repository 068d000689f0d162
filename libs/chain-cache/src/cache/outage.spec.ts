import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gate } from '../../../../test/support/cache-gate.js';
import { startInMemory, type InMemoryReplica } from '../../../../test/support/cache-in-memory.js';
import { eventually } from '../../../../test/support/cache-replica.js';
import { CacheStoreError } from './cache.errors.js';

describe('while the store is down', () => {
  let replica: InMemoryReplica;

  beforeEach(async () => {
    replica = await startInMemory({ ttlSeconds: 60, graceSeconds: 60, softTimeoutMs: 10 });
  });

  afterEach(() => replica.close());

  /** The change is made, and its answer does not come back. */
  async function loseAnswer(method: 'write' | 'remove', change: () => Promise<unknown>) {
    const { store } = replica;
    const lost = new CacheStoreError('the connection was lost before the answer came');
    const make = store[method];
    jest.spyOn(store, method).mockImplementationOnce(async (...args) => {
      await Reflect.apply(make, store, args);
      throw lost;
    });
    await expect(change()).rejects.toBe(lost);
  }

  it('memory serves what it has: fresh, then stale within its grace', async () => {
    const { cache, clock, store } = replica;
    await cache.setMany({ a: 1, b: 2 });
    store.setAvailable(false);
    expect(await cache.getMany(['a', 'b'])).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
    clock.advance(59_999);
    expect(await cache.getEntry('a')).toMatchObject({ value: 1, state: 'fresh', tier: 'memory' });
    clock.advance(1);
    expect(await cache.get('a')).toBe(1);
    expect(await cache.getMany(['a', 'b'])).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
    const reason = 'CACHE_STORE_UNAVAILABLE';
    expect(await cache.getEntry('a')).toMatchObject({ value: 1, state: 'stale', reason });
    expect(cache.stats().staleServed).toEqual({ [reason]: 4 });
    clock.advance(60_000);
    await expect(cache.get('a')).rejects.toThrow(CacheStoreError);
    await expect(cache.getEntry('a')).rejects.toThrow(CacheStoreError);
  });

  it('what needs the store fails, and says so', async () => {
    const { cache, store } = replica;
    await cache.set('a', 1);
    store.setAvailable(false);
    const failing = [
      cache.get('b'),
      cache.getEntry('b'),
      cache.getMany(['a', 'b']),
      cache.set('a', 2),
      cache.setMany({ a: 2 }),
      cache.invalidate('a'),
      cache.invalidatePrefix('a'),
      cache.list(),
      cache.cleanupExpired(),
    ];
    for (const result of await Promise.allSettled(failing)) {
      expect(result).toMatchObject({ reason: { code: 'CACHE_STORE_UNAVAILABLE' } });
    }
    expect(await cache.get('a')).toBe(1);
  });

  it('loaders still work, and what they give stays in memory', async () => {
    const { cache, clock, store } = replica;
    await cache.set('expired', 'old', { ttlSeconds: 1 });
    clock.advance(1000);
    store.setAvailable(false);
    for (const key of ['expired', 'never there']) {
      const loader = jest.fn(() => Promise.resolve('new'));
      for (let i = 0; i < 3; i++) expect(await cache.getOrLoad(key, loader)).toBe('new');
      expect(await cache.get(key)).toBe('new');
      expect(loader).toHaveBeenCalledTimes(1);
    }
  });

  it('a load that began before changes were heard again is joined by nobody who asks after', async () => {
    const { cache, store } = replica;
    const slow = gate<string>();
    store.setAvailable(false);
    const before = cache.getOrLoad('a', () => slow.passed);
    await eventually(() => cache.stats().loads === 1);
    store.setAvailable(true);
    expect(await cache.getOrLoad('a', () => Promise.resolve('after'))).toBe('after');
    slow.open('before');
    expect(await before).toBe('before');
    expect(await cache.get('a')).toBe('after');
  });

  it('a write that may have been done, though its answer was lost, is asked about', async () => {
    const { cache } = replica;
    await cache.set('a', 'old');
    await loseAnswer('write', () => cache.set('a', 'new'));
    expect(await cache.get('a')).toBe('new');
    expect(cache.peek('a')).toBe('new');
  });

  it('a failed renewal leaves what memory has', async () => {
    const { cache, clock, store } = replica;
    await cache.set('a', 1);
    clock.advance(60_000);
    store.setAvailable(false);
    const entry = await cache.getEntryOrLoad('a', () => Promise.reject(new Error('no')));
    expect(entry).toMatchObject({ value: 1, state: 'stale', reason: 'LOAD_FAILED' });
  });

  it('whoever can be served from memory does not wait until the store is found to be back', async () => {
    const { cache, clock, store } = replica;
    await cache.setMany({ a: 1, b: 2 });
    store.setAvailable(false);
    clock.advance(30_000);
    const read = jest.spyOn(store, 'read').mockReturnValue(gate<never>().passed);
    expect(await cache.get('a')).toBe(1);
    expect(await cache.getOrLoad('a', () => Promise.resolve(2))).toBe(1);
    expect(await cache.getMany(['a', 'b'])).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('a store that is only slow is waited for where memory is not believed', async () => {
    const { cache, store } = replica;
    await cache.set('a', 'old');
    await loseAnswer('write', () => cache.set('a', 'new'));
    const slow = gate();
    const read = store.read.bind(store);
    jest.spyOn(store, 'read').mockImplementationOnce(async (keys) => {
      await slow.passed;
      return await read(keys);
    });
    const asked = cache.getOrLoad('a', () => Promise.resolve('loaded'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    slow.open();
    expect(await asked).toBe('new');
  });

  it('what the store no longer has is served from memory no more', async () => {
    const { cache, store } = replica;
    await cache.set('a', 'old');
    await loseAnswer('remove', () => cache.invalidate('a'));
    expect(await cache.get('a')).toBeUndefined();
    store.setAvailable(false);
    await expect(cache.get('a')).rejects.toThrow(CacheStoreError);
  });

  it('what was loaded under a lease before is kept in memory', async () => {
    const { cache, store } = replica;
    const slow = gate<string>();
    const loading = cache.getOrLoad('a', () => slow.passed);
    await eventually(() => cache.stats().loads === 1);
    store.setAvailable(false);
    slow.open('loaded');
    expect(await loading).toBe('loaded');
    expect(await cache.get('a')).toBe('loaded');
  });

  it('nothing that was loaded before an invalidation is kept in memory either', async () => {
    const { cache, store } = replica;
    const slow = gate<string>();
    const loading = cache.getOrLoad('a', () => slow.passed);
    await eventually(() => cache.stats().loads === 1);
    await cache.invalidate('a');
    store.setAvailable(false);
    slow.open('old');
    expect(await loading).toBe('old');
    expect(cache.peek('a')).toBeUndefined();
  });

  it('an unheard entry is believed only briefly, and all is dropped afterwards', async () => {
    const { cache, clock, store } = replica;
    await cache.set('a', 1);
    store.setAvailable(false);
    clock.advance(4999);
    expect(cache.peek('a')).toBe(1);
    clock.advance(1);
    expect(cache.peek('a')).toBeUndefined();
    expect(cache.stats().bus).toBe('inaudible');
    await cache.getOrLoad('b', () => Promise.resolve('in memory only'));
    store.setAvailable(true);
    expect(cache.stats()).toMatchObject({ bus: 'audible', memoryEntries: 0 });
    expect(await cache.get('a')).toBe(1);
    expect(await cache.get('b')).toBeUndefined();
  });
});
