import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gate } from '../../../../test/support/cache-gate.js';
import { startInMemory, type InMemoryReplica } from '../../../../test/support/cache-in-memory.js';
import { eventually } from '../../../../test/support/cache-replica.js';
import { CacheLoadTimeoutError, CacheOptionsError, CacheValueError } from './cache.errors.js';
import { loaded } from './loader.js';

const TTL_MS = 60_000;
const GRACE_MS = 60_000;
const RETRY_MS = 1000;

const options = { ttlSeconds: 60, graceSeconds: 60, softTimeoutMs: 5000, retryAfterMs: RETRY_MS };
const failure = Object.assign(new Error('no such chain'), { code: 'E_CHAIN' });

describe('reading through a loader', () => {
  let replica: InMemoryReplica;
  let loads: number;

  const load = () => Promise.resolve(++loads);
  const fail = (): Promise<number> => (loads++, Promise.reject(failure));

  beforeEach(async () => {
    replica = await startInMemory(options);
    loads = 0;
  });

  afterEach(() => replica.close());

  it('loads what is not there, keeps it, and loads again when its life is over', async () => {
    const { cache, clock } = replica;
    expect(await cache.getEntryOrLoad('k', load)).toMatchObject({ value: 1, tier: 'loader' });
    expect(await cache.getEntryOrLoad('k', load)).toMatchObject({ value: 1, tier: 'memory' });
    clock.advance(TTL_MS - 1);
    expect(await cache.getOrLoad('k', load)).toBe(1);
    clock.advance(1);
    expect(await cache.getEntryOrLoad('k', load)).toMatchObject({ value: 2, state: 'fresh' });
  });

  it('tells the loader its key', async () => {
    const loader = jest.fn(({ key }: { key: string }) => Promise.resolve(key));
    expect(await replica.cache.getOrLoad('a:b', loader)).toBe('a:b');
  });

  it('takes a value that the loader gives at once', async () => {
    const { cache } = replica;
    expect(await cache.getOrLoad('k', () => ++loads)).toBe(1);
    expect(await cache.getOrLoad('k', () => ++loads)).toBe(1);
  });

  it.each([0, false, '', null])('takes %p for the value that it is', async (value) => {
    const loader = jest.fn(() => Promise.resolve(value));
    for (let i = 0; i < 3; i++) expect(await replica.cache.getOrLoad('k', loader)).toBe(value);
    expect(loader).toHaveBeenCalledTimes(1);
  });

  describe('within grace', () => {
    beforeEach(async () => {
      await replica.cache.set('k', 'kept');
      replica.clock.advance(TTL_MS);
    });

    it('serves the stale value when its renewal fails, with the code of the error', async () => {
      const { cache } = replica;
      const entry = await cache.getEntryOrLoad('k', fail);
      expect(entry).toMatchObject({ value: 'kept', state: 'stale', reason: 'E_CHAIN' });
      expect(entry.ageSeconds).toBe(60);
      expect(await cache.getOrLoad<unknown>('k', fail)).toBe('kept');
      expect(loads).toBe(1);
    });

    it('serves the stale value when its renewal is slow; the renewal goes on', async () => {
      const { cache } = replica;
      const slow = gate<string>();
      const wait = { softTimeoutMs: 10 };
      const loader = () => slow.passed;
      const stale = await cache.getEntryOrLoad('k', loader, wait);
      expect(stale).toMatchObject({ value: 'kept', state: 'stale', reason: 'LOAD_SLOW' });
      slow.open('renewed');
      await eventually(() => cache.peek('k') === 'renewed');
      const renewed = await cache.getEntryOrLoad('k', load);
      expect(renewed).toMatchObject({ value: 'renewed', state: 'fresh', reason: null });
      expect(cache.stats().staleServed).toEqual({ LOAD_SLOW: 1 });
    });

    it('waits for a renewal that is quick enough', async () => {
      const slow = gate<string>();
      const renewed = replica.cache.getEntryOrLoad('k', () => slow.passed);
      slow.open('renewed');
      expect(await renewed).toMatchObject({ value: 'renewed', tier: 'loader' });
    });

    it('ends with the grace: then it is the error that counts', async () => {
      replica.clock.advance(GRACE_MS - 1);
      expect(await replica.cache.getOrLoad<unknown>('k', fail)).toBe('kept');
      replica.clock.advance(1);
      await expect(replica.cache.getOrLoad('k', fail)).rejects.toBe(failure);
    });

    it('serves nothing when the grace ends while the renewal is slow', async () => {
      const slow = gate<string>();
      const renewed = replica.cache.getOrLoad('k', () => slow.passed, { softTimeoutMs: 50 });
      await eventually(() => replica.cache.stats().loads === 1);
      replica.clock.advance(GRACE_MS);
      setTimeout(() => slow.open('renewed'), 200);
      expect(await renewed).toBe('renewed');
    });

    it('serves nothing when the grace ends while the renewal fails', async () => {
      const slow = gate<string>();
      const renewed = replica.cache.getOrLoad('k', () => slow.passed);
      await eventually(() => replica.cache.stats().loads === 1);
      replica.clock.advance(GRACE_MS);
      slow.fail(failure);
      await expect(renewed).rejects.toBe(failure);
    });
  });

  describe('when a load fails with nothing kept', () => {
    it('gives the very error to all who waited, and keeps nothing', async () => {
      const { cache } = replica;
      const callers = Array.from({ length: 50 }, () => cache.getOrLoad('k', fail));
      const results = await Promise.allSettled(callers);
      expect(results.every((r) => r.status === 'rejected' && r.reason === failure)).toBe(true);
      expect(loads).toBe(1);
      expect(await cache.getEntry('k')).toBeUndefined();
    });

    it('begins the next one after a while, counted from the failure', async () => {
      const { cache, clock } = replica;
      const slow = gate<number>();
      const first = cache.getOrLoad('k', () => slow.passed);
      await eventually(() => cache.stats().loads === 1);
      clock.advance(RETRY_MS);
      slow.fail(failure);
      await expect(first).rejects.toBe(failure);
      clock.advance(RETRY_MS - 1);
      await expect(cache.getOrLoad('k', load)).rejects.toBe(failure);
      expect(loads).toBe(0);
      clock.advance(1);
      expect(await cache.getOrLoad('k', load)).toBe(1);
    });

    it('begins the next one at once where that is wanted, or when the key is written', async () => {
      const { cache } = replica;
      const atOnce = { retryAfterMs: 0 };
      await expect(cache.getOrLoad('k', fail, atOnce)).rejects.toBe(failure);
      expect(await cache.getOrLoad('k', load, atOnce)).toBe(2);
      await expect(cache.getOrLoad('l', fail)).rejects.toBe(failure);
      await cache.invalidate('l');
      expect(await cache.getOrLoad('l', load)).toBe(4);
    });

    it('goes on giving the very error while other keys are removed by their beginning', async () => {
      const { cache } = replica;
      await expect(cache.getOrLoad('k:a', fail)).rejects.toBe(failure);
      await cache.invalidatePrefix('k:b');
      await replica.store.replica().removePrefix('l');
      await expect(cache.getOrLoad('k:a', load)).rejects.toBe(failure);
      await cache.invalidatePrefix('k:');
      expect(await cache.getOrLoad('k:a', load)).toBe(2);
    });

    it.each([
      { what: 'nothing', gives: undefined },
      { what: 'what JSON cannot carry', gives: { at: NaN } },
    ])('also by giving $what', async ({ gives }) => {
      const { cache } = replica;
      const giving = cache.getOrLoad('k', () => Promise.resolve(gives));
      await expect(giving).rejects.toThrow(CacheValueError);
      expect(await cache.getEntry('k')).toBeUndefined();
    });

    it('also by throwing before it has begun', async () => {
      const throwing = () => {
        throw failure;
      };
      await expect(replica.cache.getOrLoad('k', throwing)).rejects.toBe(failure);
    });
  });

  it('gives a load up after its time, aborts it, and takes nothing of it later', async () => {
    const { cache } = replica;
    const slow = gate<string>();
    const signals: AbortSignal[] = [];
    const loading = cache.getOrLoad('k', ({ signal }) => (signals.push(signal), slow.passed), {
      hardTimeoutMs: 20,
      retryAfterMs: 0,
    });
    await expect(loading).rejects.toThrow(CacheLoadTimeoutError);
    expect(signals[0]?.aborted).toBe(true);
    slow.open('late');
    expect(await cache.getOrLoad('k', load)).toBe(1);
  });

  describe('a loader that says how its value is kept', () => {
    it('is believed', async () => {
      const { cache, clock } = replica;
      const short = () => Promise.resolve(loaded(++loads, { ttlSeconds: 1, graceSeconds: 0 }));
      expect(await cache.getOrLoad('k', short)).toBe(1);
      clock.advance(999);
      expect(await cache.getOrLoad('k', short)).toBe(1);
      clock.advance(1);
      expect(await cache.getOrLoad('k', short)).toBe(2);
    });

    it('may want nothing to be kept', async () => {
      const { cache } = replica;
      const passing = () => Promise.resolve(loaded(++loads, { keep: false }));
      expect(await cache.getOrLoad('k', passing)).toBe(1);
      expect(await cache.getEntry('k')).toBeUndefined();
      expect(await cache.getOrLoad('k', passing)).toBe(2);
    });

    it('is refused where it says nonsense', async () => {
      const nonsense = () => Promise.resolve(loaded(1, { ttlSeconds: 0 }));
      await expect(replica.cache.getOrLoad('k', nonsense)).rejects.toThrow(CacheOptionsError);
    });

    it('cannot replace an entry of a higher block', async () => {
      const { cache, clock } = replica;
      const at = (height: number) => ({ order: { chain: 'main', height } });
      await cache.set('k', 'at 5', at(5));
      clock.advance(TTL_MS);
      const lower = () => Promise.resolve(loaded('at 4', at(4)));
      const entry = await cache.getEntryOrLoad('k', lower);
      expect(entry).toMatchObject({ value: 'at 5', reason: 'CACHE_ORDER_REFUSED' });
    });
  });

  describe('while its key changes', () => {
    it('keeps nothing that was loaded before an invalidation, and loads anew', async () => {
      const { cache } = replica;
      const slow = gate<string>();
      const early = cache.getOrLoad('k', () => slow.passed);
      await eventually(() => cache.stats().loads === 1);
      await cache.invalidate('k');
      expect(await cache.getOrLoad('k', () => Promise.resolve('new'))).toBe('new');
      slow.open('old');
      expect(await early).toBe('new');
      expect(await cache.get('k')).toBe('new');
      expect(cache.stats().fencedWrites).toBe(1);
    });

    it.each([
      { what: 'invalidated', change: () => replica.cache.invalidate('k') },
      { what: 'invalidated by prefix', change: () => replica.cache.invalidatePrefix('k') },
    ])('keeps nothing when it was $what and nobody else loads', async ({ change }) => {
      const { cache } = replica;
      const slow = gate<string>();
      const early = cache.getOrLoad('k', () => slow.passed);
      await eventually(() => cache.stats().loads === 1);
      await change();
      slow.open('old');
      expect(await early).toBe('old');
      expect(await cache.getEntry('k')).toBeUndefined();
    });

    it('gives way to a value that was set', async () => {
      const { cache } = replica;
      const slow = gate<string>();
      const early = cache.getOrLoad('k', () => slow.passed);
      await eventually(() => cache.stats().loads === 1);
      await cache.set('k', 'set');
      slow.open('loaded');
      expect(await early).toBe('set');
      expect(await cache.get('k')).toBe('set');
    });
  });

  it('gives what has arrived meanwhile, where its own load is slow or fails', async () => {
    const { cache, clock } = replica;
    const slow = gate<number>();
    await cache.set('k', 'old');
    clock.advance(TTL_MS);
    const renewed = cache.getEntryOrLoad('k', () => slow.passed, { softTimeoutMs: 50 });
    const first = cache.getEntryOrLoad('new', () => slow.passed);
    await eventually(() => cache.stats().loads === 2);
    await cache.setMany({ k: 'arrived', new: 'arrived' });
    expect(await renewed).toMatchObject({ value: 'arrived', state: 'fresh', reason: null });
    slow.fail(failure);
    expect(await first).toMatchObject({ value: 'arrived', state: 'fresh', reason: null });
  });
});
