import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../../../../test/support/cache-failure.js';
import { gate } from '../../../../test/support/cache-gate.js';
import { startInMemory, type InMemoryReplica } from '../../../../test/support/cache-in-memory.js';
import { eventually } from '../../../../test/support/cache-replica.js';
import { CacheClosedError, CacheLoadError, CacheLoadTimeoutError } from './cache.errors.js';
import type { LoadOptions } from './load-options.js';
import { loaded } from './loader.js';

describe('two replicas', () => {
  let a: InMemoryReplica;
  let b: InMemoryReplica;

  beforeEach(async () => {
    a = await startInMemory();
    b = await startInMemory({}, a.store.replica());
  });

  afterEach(() => Promise.all([a.close(), b.close()]));

  /** A load of `k` on A that has begun and waits. */
  async function loadingOnA() {
    const slow = gate<string>();
    const result = a.cache.getOrLoad('k', () => slow.passed);
    await eventually(() => a.cache.stats().loads === 1);
    return { ...slow, result };
  }

  /** A call for `k` on B that has found the lease taken. */
  async function waitingOnB(loader: () => Promise<string>, options?: LoadOptions) {
    const looked = jest.spyOn(b.store, 'leaseState');
    const result = b.cache.getOrLoad('k', loader, options);
    await eventually(() => looked.mock.calls.length > 0);
    return { result };
  }

  it('load once', async () => {
    const { open, result } = await loadingOnA();
    const loader = jest.fn(() => Promise.resolve('by B'));
    const { result: other } = await waitingOnB(loader);
    open('by A');
    expect(await Promise.all([result, other])).toEqual(['by A', 'by A']);
    expect(loader).not.toHaveBeenCalled();
    expect(b.cache.stats().coalescedWaits).toBe(1);
  });

  it("have one's failure in common, by code and message", async () => {
    const { fail, result } = await loadingOnA();
    const loader = jest.fn(() => Promise.resolve('by B'));
    const { result: other } = await waitingOnB(loader);
    const failure = failureOf(other);
    const error = Object.assign(new Error('no such chain'), { code: 'E_CHAIN' });
    fail(error);
    await expect(result).rejects.toBe(error);
    expect(await failure).toMatchObject({
      constructor: CacheLoadError,
      code: 'E_CHAIN',
      message: 'no such chain',
    });
    expect(loader).not.toHaveBeenCalled();
    a.clock.advance(1000);
    expect(await b.cache.getOrLoad('k', loader)).toBe('by B');
  });

  it('load each for itself what must not be kept', async () => {
    const by = (name: string) => () => Promise.resolve(loaded(name, { keep: false }));
    expect(await a.cache.getOrLoad('k', by('A'))).toBe('A');
    expect(await b.cache.getOrLoad('k', by('B'))).toBe('B');
  });

  it('do not wait longer for the other than for their own load', async () => {
    const { open, result } = await loadingOnA();
    const waiting = await waitingOnB(() => Promise.resolve('by B'), { hardTimeoutMs: 1000 });
    const failure = failureOf(waiting.result);
    b.clock.advance(1001);
    expect(await failure).toBeInstanceOf(CacheLoadTimeoutError);
    open('by A');
    await result;
  });

  it('take over from one that is shutting down', async () => {
    const { result } = await loadingOnA();
    const failure = failureOf(result);
    const other = await waitingOnB(() => Promise.resolve('by B'));
    await a.close();
    expect(await failure).toBeInstanceOf(CacheClosedError);
    expect(await other.result).toBe('by B');
  });

  it('see what the other writes and removes', async () => {
    await a.cache.set('k', 1);
    expect(await b.cache.get('k')).toBe(1);
    await a.cache.set('k', 2);
    expect(b.cache.peek('k')).toBeUndefined();
    expect(await b.cache.get('k')).toBe(2);
    await a.cache.invalidatePrefix('k');
    expect(await b.cache.get('k')).toBeUndefined();
  });

  it('keep nothing of a load that the other has overtaken', async () => {
    const { open, result } = await loadingOnA();
    await b.cache.invalidate('k');
    open('old');
    expect(await result).toBe('old');
    expect(await a.cache.get('k')).toBeUndefined();
    expect(a.cache.peek('k')).toBeUndefined();
  });
});

describe('a replica that is shut down', () => {
  it('ends its loads, begins none, and says why', async () => {
    const { cache, close } = await startInMemory();
    const failure = failureOf(cache.getOrLoad('k', () => new Promise(() => undefined)));
    await eventually(() => cache.stats().loads === 1);
    await close();
    expect(await failure).toBeInstanceOf(CacheClosedError);
    const loader = jest.fn(() => Promise.resolve(1));
    await expect(cache.getOrLoad('l', loader)).rejects.toThrow(CacheClosedError);
    expect(loader).not.toHaveBeenCalled();
  });
});
