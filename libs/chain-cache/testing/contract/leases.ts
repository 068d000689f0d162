import assert from 'node:assert/strict';
import type { CacheStore, Lease } from '../../src/cache/store/cache-store.js';
import { entry, valuesOf, written, type CacheStoreContractCase } from './contract-case.js';

const FAILURE = { code: 'E_LOAD', message: 'no such chain' };

/** Who may load a key, and whose result is taken. */
export const leases: readonly CacheStoreContractCase[] = [
  {
    name: 'gives a lease to one of all who ask',
    async run({ store, other }) {
      const all = await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          (i % 2 === 0 ? store : other).acquireLease('k', 60_000),
        ),
      );
      assert.equal(all.filter((lease) => lease !== undefined).length, 1);
      assert.deepEqual(await store.leaseState('k'), { failure: null });
      assert.equal(await store.leaseState('another'), undefined);
    },
  },
  {
    name: 'gives a lease again when it has been given back',
    async run({ store, other }) {
      const lease = await leaseOf(store, 'k');
      await store.releaseLease(lease);
      assert.equal(await other.leaseState('k'), undefined);
      await leaseOf(other, 'k');
      await store.releaseLease(lease);
      assert.deepEqual(await other.leaseState('k'), { failure: null });
    },
  },
  {
    name: 'writes under a lease, and takes it back in the same step',
    async run({ store, other }) {
      const lease = await leaseOf(store, 'k');
      const { version } = written(await store.writeLeased(entry('k', 1), lease, false));
      assert.equal((await other.read(['k']))[0]?.version, version);
      assert.equal(await store.writeLeased(entry('k', 2), lease, true), 'lost');
      await leaseOf(other, 'k');
      assert.deepEqual(await valuesOf(store, 'k'), [1]);
    },
  },
  {
    name: 'gives a lease that ran out to another, and takes nothing of the first any more',
    async run({ store, other, pass }) {
      const late = await leaseOf(store, 'k');
      await pass(61_000);
      assert.equal(await other.leaseState('k'), undefined);
      const lease = await leaseOf(other, 'k');
      assert.equal(await store.writeLeased(entry('k', 'late'), late, false), 'lost');
      assert.equal(await store.renewLease(late, 60_000), false);
      await store.failLease(late, FAILURE, 60_000);
      await store.releaseLease(late);
      assert.deepEqual(await store.leaseState('k'), { failure: null });
      await other.writeLeased(entry('k', 'new'), lease, true);
      assert.equal(await store.writeLeased(entry('k', 'late'), late, true), 'lost');
      assert.deepEqual(await valuesOf(store, 'k'), ['new']);
    },
  },
  {
    name: 'takes what comes late if nobody else began',
    async run({ store, pass }) {
      const lease = await leaseOf(store, 'k');
      await pass(61_000);
      written(await store.writeLeased(entry('k', 1), lease, false));
    },
  },
  {
    name: 'lets a holder hold on',
    async run({ store, other, pass }) {
      const lease = await leaseOf(store, 'k');
      await pass(50_000);
      assert.equal(await store.renewLease(lease, 60_000), true);
      await pass(50_000);
      assert.equal(await other.acquireLease('k', 60_000), undefined);
    },
  },
  {
    name: 'takes nothing of a load that began before a write',
    async run({ store, other }) {
      const lease = await leaseOf(store, 'k');
      await other.write(entry('k', 'written'), false);
      assert.equal(await store.writeLeased(entry('k', 'loaded'), lease, false), 'lost');
      assert.deepEqual(await valuesOf(store, 'k'), ['written']);
    },
  },
  {
    name: 'takes nothing of a load that began before a write, though that is past its grace and gone',
    async run({ store, other, pass }) {
      const lease = await leaseOf(store, 'k');
      await other.write(entry('k', 'written', { graceSeconds: 0 }), false);
      await pass(61_000);
      await other.removeExpired(new AbortController().signal);
      assert.equal(await store.writeLeased(entry('k', 'loaded'), lease, false), 'lost');
      assert.deepEqual(await store.read(['k']), []);
      await other.removeExpired(new AbortController().signal);
      assert.deepEqual(await store.list('', '', 10), []);
    },
  },
  {
    name: 'lets the next load begin once its key has been written',
    async run({ store, other }) {
      const overtaken = await leaseOf(store, 'k');
      await other.writeAll([entry('k', 'written'), entry('l', 'written')], true);
      assert.equal(await other.leaseState('k'), undefined);
      const lease = await leaseOf(other, 'k');
      assert.equal(await store.writeLeased(entry('k', 'late'), overtaken, false), 'lost');
      written(await other.writeLeased(entry('k', 'new'), lease, false));
      assert.deepEqual(await valuesOf(store, 'k'), ['new']);
    },
  },
  {
    name: 'takes nothing of a load that began before its key was removed',
    async run({ store, other }) {
      const lease = await leaseOf(store, 'k1');
      const below = await leaseOf(store, 'k2');
      const beside = await leaseOf(store, 'l');
      await other.remove('k1');
      await other.removePrefix('k');
      assert.equal(await store.writeLeased(entry('k1', 1), lease, false), 'lost');
      assert.equal(await store.writeLeased(entry('k2', 1), below, true), 'lost');
      assert.deepEqual(await store.read(['k1', 'k2']), []);
      written(await store.writeLeased(entry('l', 1), beside, true));
    },
  },
  {
    name: 'holds the next load back after one that failed, and tells why',
    async run({ store, other, pass }) {
      const lease = await leaseOf(store, 'k');
      await store.failLease(lease, FAILURE, 30_000);
      assert.deepEqual(await other.leaseState('k'), { failure: FAILURE });
      assert.equal(await other.acquireLease('k', 60_000), undefined);
      assert.equal(await store.writeLeased(entry('k', 1), lease, false), 'lost');
      await pass(31_000);
      await leaseOf(other, 'k');
      assert.deepEqual(await store.leaseState('k'), { failure: null });
    },
  },
  {
    name: 'forgets a failure when its key is written or removed',
    async run({ store, other }) {
      for (const change of [
        () => other.write(entry('k', 1), false),
        () => other.remove('k'),
        () => other.removePrefix('k'),
      ]) {
        await store.failLease(await leaseOf(store, 'k'), FAILURE, 30_000);
        await change();
        assert.equal(await store.leaseState('k'), undefined);
      }
    },
  },
];

async function leaseOf(store: CacheStore, key: string): Promise<Lease> {
  const lease = await store.acquireLease(key, 60_000);
  assert(lease, `nobody else should hold the lease on ${key}`);
  return lease;
}
