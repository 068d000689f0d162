import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '../../../../test/support/eventually.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import { resolveCacheOptions } from './cache.options.js';
import { LeaseHolder } from './lease-holder.js';

const LEASE_MS = 300;
const NAME = 'the work';

/** Ends when its signal is aborted, with the reason. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

describe('LeaseHolder', () => {
  let store: InMemoryCacheStore;
  let stop: AbortController;

  const holder = (on = store) =>
    new LeaseHolder(on, resolveCacheOptions({ leaseMs: LEASE_MS }), store.clock);

  /** Work without an end. Gives what it comes to. */
  function working(on = store): Promise<unknown> {
    const work = holder(on).hold(NAME, stop.signal, untilAborted);
    return work.catch((error: unknown) => error);
  }

  const held = async () => (await store.leaseState(NAME)) !== undefined;

  beforeEach(() => {
    Logger.overrideLogger(false);
    store = new InMemoryCacheStore();
    stop = new AbortController();
  });

  it('lets one work at a time, and the next one after it', async () => {
    const running: string[] = [];
    const job = (name: string) =>
      holder(store.replica()).hold(NAME, stop.signal, async () => {
        running.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running.push(`${name} ends`);
        return name;
      });
    const names = await Promise.all([job('a'), job('b'), job('c')]);
    expect(names).toEqual(['a', 'b', 'c']);
    const pairs = [0, 2, 4].map((at) => running.slice(at, at + 2).map((said) => said[0]));
    for (const [begun, ended] of pairs) expect(begun).toBe(ended);
    expect(await held()).toBe(false);
  });

  it('succeeds one who died, once the lease has run out', async () => {
    await store.acquireLease(NAME, LEASE_MS);
    let done = false;
    const work = holder().hold(NAME, stop.signal, async () => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS / 2));
    expect(done).toBe(false);
    store.clock.advance(LEASE_MS);
    await work;
    expect(done).toBe(true);
  });

  it('is renewed for as long as the work goes on', async () => {
    const renewals = jest.spyOn(store, 'renewLease');
    const work = working();
    await eventually(async () => expect(await held()).toBe(true));
    for (let round = 0; round < 4; round++) {
      store.clock.advance(LEASE_MS / 3);
      const before = renewals.mock.calls.length;
      await eventually(() => expect(renewals.mock.calls.length).toBeGreaterThan(before));
      expect(await held()).toBe(true);
    }
    stop.abort();
    await work;
  });

  it("ends the work when the lease is another's", async () => {
    const work = working();
    await eventually(async () => expect(await held()).toBe(true));
    store.clock.advance(LEASE_MS);
    expect(await store.replica().acquireLease(NAME, 60_000)).toBeDefined();
    expect(await work).toMatchObject({ code: 'CACHE_LEASE_LOST' });
    expect(await held()).toBe(true);
  });

  it('ends the work when it cannot be renewed before it would have run out', async () => {
    const replica = store.replica();
    const work = working(replica);
    await eventually(async () => expect(await held()).toBe(true));
    replica.setAvailable(false);
    store.clock.advance(LEASE_MS);
    expect(await work).toMatchObject({ code: 'CACHE_LEASE_LOST' });
  });

  it('gives the lease back when the work fails, and passes the failure on', async () => {
    const work = holder().hold(NAME, stop.signal, () => Promise.reject(new Error('no')));
    await expect(work).rejects.toThrow('no');
    expect(await held()).toBe(false);
  });

  it('is stopped while it works, and gives the lease back', async () => {
    const work = working();
    await eventually(async () => expect(await held()).toBe(true));
    stop.abort(new Error('enough'));
    expect(await work).toMatchObject({ message: 'enough' });
    expect(await held()).toBe(false);
  });

  it('is stopped while it waits', async () => {
    await store.acquireLease(NAME, 60_000);
    const work = working();
    stop.abort();
    expect(await work).toMatchObject({ name: 'AbortError' });
  });

  it('passes on that the store cannot be asked', async () => {
    store.setAvailable(false);
    const work = holder().hold(NAME, stop.signal, () => Promise.resolve());
    await expect(work).rejects.toMatchObject({ code: 'CACHE_STORE_UNAVAILABLE' });
  });
});
