import assert from 'node:assert/strict';
import { entry, valuesOf, written, type CacheStoreContractCase } from './contract-case.js';

const at = (height: number, chain = 'main') => ({ order: { chain, height } });

/** Writes that are guarded by a place on a chain. */
export const orders: readonly CacheStoreContractCase[] = [
  {
    name: 'replaces an entry of the same or a lower block, and of no higher one',
    async run({ store }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      assert.equal(await store.write(entry('k', 'at 4', at(4)), true), 'refused');
      assert.deepEqual(await valuesOf(store, 'k'), ['at 5']);
      await store.write(entry('k', 'at 5 again', at(5)), false);
      assert.deepEqual(await valuesOf(store, 'k'), ['at 5 again']);
      const { order } = written(await store.write(entry('k', 'at 6', at(6)), false));
      assert.deepEqual(order, { chain: 'main', height: 6 });
      assert.deepEqual((await store.read(['k']))[0]?.order, { chain: 'main', height: 6 });
    },
  },
  {
    name: 'replaces an entry of another chain only where it may',
    async run({ store }) {
      await store.write(entry('k', 'main', at(5)), false);
      assert.equal(await store.write(entry('k', 'side', at(9, 'side')), false), 'refused');
      assert.deepEqual(await valuesOf(store, 'k'), ['main']);
      const may = { ...at(1, 'side'), replaceOtherChain: true };
      written(await store.write(entry('k', 'side', may), false));
      assert.deepEqual(await valuesOf(store, 'k'), ['side']);
      const lower = { ...at(0, 'side'), replaceOtherChain: true };
      assert.equal(await store.write(entry('k', 'lower', lower), false), 'refused');
    },
  },
  {
    name: 'guards nothing where one of the two has no order',
    async run({ store }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      await store.write(entry('k', 'without'), false);
      assert.deepEqual(await valuesOf(store, 'k'), ['without']);
      await store.write(entry('k', 'at 1', at(1)), false);
      assert.deepEqual(await valuesOf(store, 'k'), ['at 1']);
    },
  },
  {
    name: 'guards what is past its life, too',
    async run({ store, pass }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      await pass(90_000);
      assert.equal(await store.write(entry('k', 'at 4', at(4)), false), 'refused');
      assert.deepEqual(await valuesOf(store, 'k'), ['at 5']);
    },
  },
  {
    name: 'guards nothing that is past its grace, whether or not it was cleaned away',
    async run({ store, pass }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      await store.write(entry('loaded', 'at 5', at(5)), false);
      await pass(120_001);
      written(await store.write(entry('k', 'at 4', at(4)), false));
      const lease = await store.acquireLease('loaded', 60_000);
      assert(lease);
      written(await store.writeLeased(entry('loaded', 'at 4', at(4)), lease, false));
      assert.deepEqual(await valuesOf(store, 'k', 'loaded'), ['at 4', 'at 4']);
    },
  },
  {
    name: 'writes of many those that are not refused',
    async run({ store }) {
      await store.write(entry('high', 'at 9', at(9)), false);
      const many = [entry('low', 'at 5', at(5)), entry('high', 'at 5', at(5))];
      const [low, high] = await store.writeAll(many, false);
      assert.equal(written(low).key, 'low');
      assert.equal(high, 'refused');
      assert.deepEqual(await valuesOf(store, 'low', 'high'), ['at 5', 'at 9']);
    },
  },
  {
    name: 'refuses a leased write by its order, and takes the lease back',
    async run({ store }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      const lease = await store.acquireLease('k', 60_000);
      assert(lease);
      assert.equal(await store.writeLeased(entry('k', 'at 4', at(4)), lease, false), 'refused');
      assert.deepEqual(await valuesOf(store, 'k'), ['at 5']);
      assert(await store.acquireLease('k', 60_000));
    },
  },
  {
    name: 'takes nothing of a load that a higher block overtook',
    async run({ store, other }) {
      await store.write(entry('k', 'at 3', at(3)), false);
      const lease = await store.acquireLease('k', 60_000);
      assert(lease);
      await other.write(entry('k', 'at 5', at(5)), false);
      assert.equal(await store.writeLeased(entry('k', 'at 4', at(4)), lease, false), 'lost');
      assert.deepEqual(await valuesOf(store, 'k'), ['at 5']);
    },
  },
  {
    name: 'lets a load go on where the order refuses a write of its key',
    async run({ store, other }) {
      await store.write(entry('k', 'at 5', at(5)), false);
      const lease = await store.acquireLease('k', 60_000);
      assert(lease);
      assert.equal(await other.write(entry('k', 'at 4', at(4)), false), 'refused');
      assert.deepEqual(await other.leaseState('k'), { failure: null });
      written(await store.writeLeased(entry('k', 'at 6', at(6)), lease, true));
      assert.deepEqual(await valuesOf(store, 'k'), ['at 6']);
    },
  },
];
