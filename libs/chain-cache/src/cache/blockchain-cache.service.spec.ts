import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startInMemory, type InMemoryReplica } from '../../../../test/support/cache-in-memory.js';
import type { BlockchainCacheService } from './blockchain-cache.service.js';
import { diagnostics } from './diagnostics.js';
import { loaded } from './loader.js';

describe('the cache', () => {
  let replica: InMemoryReplica;
  let cache: BlockchainCacheService;

  beforeEach(async () => {
    replica = await startInMemory({ ttlSeconds: 60, graceSeconds: 60 });
    ({ cache } = replica);
  });

  afterEach(() => replica.close());

  it('gives out values that nobody can change for others', async () => {
    const own = { list: [{ n: 1 }] };
    await cache.set('k', own);
    own.list.push({ n: 2 });
    const given = await cache.get<{ list: { n: number }[] }>('k');
    expect(() => given?.list.push({ n: 3 })).toThrow(TypeError);
    expect(() => Object.assign(given?.list[0] ?? {}, { n: 4 })).toThrow(TypeError);
    expect(await cache.get('k')).toEqual({ list: [{ n: 1 }] });
    const loadedByOther = { n: 1 };
    await cache.getOrLoad('l', () => Promise.resolve(loadedByOther));
    loadedByOther.n = 2;
    expect(await cache.get('l')).toEqual({ n: 1 });
  });

  it('peeks into memory, at once', async () => {
    expect(cache.peek('k')).toBeUndefined();
    await cache.set('k', 0);
    expect(cache.peek('k')).toBe(0);
    replica.clock.advance(59_000);
    expect(cache.peekEntry('k')).toMatchObject({ value: 0, ageSeconds: 59, tier: 'memory' });
    replica.clock.advance(1000);
    expect(cache.peek('k')).toBeUndefined();
    expect(cache.peekEntry('k')).toBeUndefined();
  });

  it('gives a stale entry only to those who ask for entries', async () => {
    await cache.set('k', 1);
    replica.clock.advance(60_000);
    expect(await cache.get('k')).toBeUndefined();
    expect(await cache.getMany(['k'])).toEqual(new Map());
    expect(await cache.getEntry('k')).toMatchObject({
      value: 1,
      state: 'stale',
      reason: 'EXPIRED',
    });
    replica.clock.advance(60_000);
    expect(await cache.getEntry('k')).toBeUndefined();
  });

  it('gives many at once, whichever tier has them, each once', async () => {
    await cache.setMany(new Map(Object.entries({ a: 0, b: null, c: '' })));
    await replica.store.replica().write({ key: 'd', json: '4', ttlSeconds: 9, graceSeconds: 0 });
    const read = jest.spyOn(replica.store, 'read');
    const found = await cache.getMany(['a', 'd', 'b', 'none', 'd', 'c']);
    expect(Object.fromEntries(found)).toEqual({ a: 0, b: null, c: '', d: 4 });
    expect(read.mock.calls).toEqual([[['d', 'none']]]);
  });

  it('writes many in one question, and none for none', async () => {
    const write = jest.spyOn(replica.store, 'writeAll');
    const entries = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`k${i}`, i]));
    await cache.setMany(entries);
    expect(write).toHaveBeenCalledTimes(1);
    expect((await cache.getMany(Object.keys(entries))).size).toBe(2500);
    await cache.setMany({});
    await cache.setMany(new Map());
  });

  it('reads what it has just been told, even with a read under way', async () => {
    const early = cache.get('k');
    await cache.set('k', 1);
    await early;
    expect(await cache.get('k')).toBe(1);
    const late = cache.get('k');
    await cache.invalidate('k');
    await late;
    expect(await cache.get('k')).toBeUndefined();
  });

  describe('with an order', () => {
    const at = (height: number, chain = 'main') => ({ order: { chain, height } });

    it('refuses to go back, and says so', async () => {
      await cache.set('k', 'at 5', at(5));
      await expect(cache.set('k', 'at 4', at(4))).rejects.toMatchObject({
        code: 'CACHE_ORDER_REFUSED',
        key: 'k',
        offered: { chain: 'main', height: 4 },
      });
      await expect(cache.set('k', 'side', at(9, 'side'))).rejects.toThrow('another chain');
      expect(await cache.get('k')).toBe('at 5');
      await cache.set('k', 'side', { ...at(9, 'side'), replaceOtherChain: true });
      expect(await cache.get('k')).toBe('side');
      expect(cache.stats().refusedWrites).toBe(2);
    });

    it('writes of many those that go on, and tells of the first that does not', async () => {
      await cache.set('b', 'at 5', at(5));
      await expect(cache.setMany({ a: 1, b: 1, c: 1 }, at(3))).rejects.toMatchObject({ key: 'b' });
      const found = await cache.getMany(['a', 'b', 'c']);
      expect(Object.fromEntries(found)).toEqual({ a: 1, b: 'at 5', c: 1 });
    });
  });

  describe('given what it does not take', () => {
    it.each([
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.get('')],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.getEntry('\n')],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.getMany(['k', ''])],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.set('', 1)],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.setMany({ k: 1, '': 1 })],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.getOrLoad('', () => Promise.resolve(1))],
      ['a bad key', 'CACHE_KEY_INVALID', () => cache.invalidate('k'.repeat(513))],
      ['a bad prefix', 'CACHE_KEY_INVALID', () => cache.invalidatePrefix('')],
      ['a bad prefix', 'CACHE_KEY_INVALID', () => cache.list({ prefix: '\u0000' })],
      ['a bad value', 'CACHE_VALUE_INVALID', () => cache.set('k', { at: undefined })],
      ['a bad value', 'CACHE_VALUE_INVALID', () => cache.setMany({ a: 1, b: NaN })],
      ['a bad life', 'CACHE_OPTIONS_INVALID', () => cache.set('k', 1, { ttlSeconds: 0 })],
      ['a bad grace', 'CACHE_OPTIONS_INVALID', () => cache.set('k', 1, { graceSeconds: -1 })],
      ['a bad page', 'CACHE_OPTIONS_INVALID', () => cache.list({ limit: 0 })],
      [
        'a bad loader',
        'CACHE_OPTIONS_INVALID',
        () => cache.getOrLoad('k', 'not one' as unknown as () => Promise<number>),
      ],
      [
        'a bad time-out',
        'CACHE_OPTIONS_INVALID',
        () => cache.getOrLoad('k', () => Promise.resolve(1), { softTimeoutMs: -1 }),
      ],
    ])('refuses %s (%s) before it asks anybody', async (_, code, call) => {
      const asked = (
        ['read', 'list', 'write', 'acquireLease', 'remove', 'removePrefix'] as const
      ).map((method) => jest.spyOn(replica.store, method));
      await expect(Promise.resolve(call())).rejects.toMatchObject({ code });
      for (const method of asked) expect(method).not.toHaveBeenCalled();
    });
  });

  it('counts what it does', async () => {
    const { clock } = replica;
    await cache.get('k');
    await cache.getOrLoad('k', () => Promise.resolve(1));
    await cache.get('k');
    clock.advance(60_000);
    await cache.getOrLoad('k', () => Promise.reject(new Error('no')));
    clock.advance(60_000);
    await cache.cleanupExpired();
    expect(cache.stats()).toEqual({
      hits: { memory: 1, postgres: 0 },
      misses: 2,
      loads: 2,
      loadFailures: 1,
      coalescedWaits: 0,
      staleServed: { LOAD_FAILED: 1 },
      fencedWrites: 0,
      refusedWrites: 0,
      storeErrors: 0,
      evictions: 0,
      memoryEntries: 1,
      bus: 'audible',
      lastCleanup: {
        removed: 1,
        batches: 1,
        durationMs: 0,
        complete: true,
        finishedAt: new Date(clock.now()),
      },
    });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no')), 'no'],
    ['gives what cannot be kept', () => Promise.resolve(NaN), '$ is NaN'],
    ['gives it, not to be kept', () => Promise.resolve(loaded(NaN, { keep: false })), '$ is NaN'],
  ])('counts a miss and a failed load where the loader %s', async (_, loader, message) => {
    for (const available of [true, false]) {
      replica.store.setAvailable(available);
      await expect(cache.getOrLoad(`k${available}`, loader)).rejects.toThrow(message);
    }
    expect(cache.stats()).toMatchObject({ misses: 2, loads: 2, loadFailures: 2 });
  });

  it('tells the same as events', async () => {
    const heard: unknown[] = [];
    const listener = (message: unknown, name: string | symbol) =>
      heard.push([String(name).replace('chain-cache:', ''), message]);
    const channels = Object.values(diagnostics);
    for (const channel of channels) channel.subscribe(listener);
    const load = () => Promise.resolve(1);
    await Promise.all([cache.getOrLoad('rates:eur', load), cache.getOrLoad('rates:eur', load)]);
    await cache.cleanupExpired();
    replica.store.setAvailable(false);
    for (const channel of channels) channel.unsubscribe(listener);
    const read = { group: 'rates', outcome: 'loader', reason: null };
    const loadEvent = { group: 'rates', outcome: 'loaded', code: null, durationMs: 0 };
    expect(heard).toEqual([
      ['wait', { group: 'rates' }],
      ['load', loadEvent],
      ['read', read],
      ['read', read],
      ['cleanup', { removed: 0, batches: 1, durationMs: 0, complete: true }],
      ['bus', { audible: false }],
    ]);
  });

  it('shares a clean-up among those who ask for it at the same time', async () => {
    const removeExpired = jest.spyOn(replica.store, 'removeExpired');
    await cache.set('k', 1, { ttlSeconds: 1, graceSeconds: 0 });
    replica.clock.advance(1000);
    expect(await Promise.all([cache.cleanupExpired(), cache.cleanupExpired()])).toEqual([1, 1]);
    expect(removeExpired).toHaveBeenCalledTimes(1);
    expect(await cache.cleanupExpired()).toBe(0);
  });

  it('pages through what is kept', async () => {
    await cache.setMany({ 'a:1': 1, 'a:2': 2, 'a:3': 3, b: 4 });
    const keys = async (options: object) => (await cache.list(options)).map(({ key }) => key);
    expect(await keys({})).toEqual(['a:1', 'a:2', 'a:3', 'b']);
    expect(await keys({ prefix: 'a:', limit: 2 })).toEqual(['a:1', 'a:2']);
    expect(await keys({ prefix: 'a:', after: 'a:2' })).toEqual(['a:3']);
  });
});
