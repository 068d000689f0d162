import assert from 'node:assert/strict';
import { entry, valuesOf, type CacheStoreContractCase } from './contract-case.js';

/** Removing what is past its grace. */
export const cleanUp: readonly CacheStoreContractCase[] = [
  {
    name: 'removes what is past its grace, and nothing else',
    async run({ store, pass }) {
      await store.writeAll(
        [
          entry('gone', 1, { graceSeconds: 0 }),
          entry('renewed', 1, { graceSeconds: 0 }),
          entry('in grace', 1),
          entry('for ever', 1, { ttlSeconds: Infinity }),
        ],
        false,
      );
      await pass(90_000);
      await store.write(entry('renewed', 2), false);
      const report = await store.removeExpired(new AbortController().signal);
      assert.deepEqual([report?.removed, report?.complete], [1, true]);
      assert.deepEqual(await valuesOf(store, 'renewed', 'in grace', 'for ever'), [2, 1, 1]);
      const left = await store.list('', '', 10);
      assert.equal(left.length, 3);
    },
  },
  {
    name: 'stops cleaning up when it is told to, and goes on the next time',
    async run({ store, pass }) {
      await store.write(entry('k', 1, { graceSeconds: 0 }), false);
      await pass(61_000);
      const stopped = await store.removeExpired(AbortSignal.abort());
      assert.deepEqual([stopped?.removed, stopped?.complete], [0, false]);
      const report = await store.removeExpired(new AbortController().signal);
      assert.deepEqual([report?.removed, report?.complete], [1, true]);
    },
  },
];
