import assert from 'node:assert/strict';
import { entry, valuesOf, written, type CacheStoreContractCase } from './contract-case.js';

const VALUES = [0, false, '', null, [], {}, -1.5, 'é📦"\\%', [[null]], { a: { b: [1] } }];
const KEYS = [`'"`, '%_', '\\', '{a,b}', '📦', 'x'.repeat(512)];

/** Writing, reading and removing. */
export const entries: readonly CacheStoreContractCase[] = [
  {
    name: 'gives back every value as it was written',
    async run({ store }) {
      const keys = VALUES.map((_, i) => `k${i}`);
      await store.writeAll(
        VALUES.map((value, i) => entry(`k${i}`, value)),
        false,
      );
      assert.deepEqual(await valuesOf(store, ...keys), VALUES);
      for (const [i, key] of keys.entries()) {
        assert.deepEqual(await valuesOf(store, key), [VALUES[i]]);
      }
    },
  },
  {
    name: 'takes every key as it is',
    async run({ store }) {
      for (const key of KEYS) await store.write(entry(key, key), false);
      assert.deepEqual(await valuesOf(store, ...KEYS), KEYS);
    },
  },
  {
    name: 'has nothing of what was not written',
    async run({ store }) {
      assert.deepEqual(await store.read(['k']), []);
      assert.deepEqual(await store.read([]), []);
      assert.deepEqual(await store.writeAll([], false), []);
    },
  },
  {
    name: 'gives every reader a value of its own',
    async run({ store }) {
      await store.write(entry('k', [1]), false);
      const [first] = await store.read(['k']);
      assert(first);
      (first.value as number[]).push(2);
      assert.deepEqual(await valuesOf(store, 'k'), [[1]]);
    },
  },
  {
    name: 'replaces a value under a higher version',
    async run({ store, other }) {
      const first = written(await store.write(entry('k', 1), false));
      const second = written(await other.write(entry('k', 2), true));
      const [read] = await store.read(['k']);
      assert.equal(read?.value, 2);
      assert.equal(read?.version, second.version);
      assert(second.version > first.version);
    },
  },
  {
    name: 'takes any number of writers of one key at once, and keeps the highest version',
    async run({ store, other }) {
      const writers = Array.from({ length: 200 }, (_, i) =>
        (i % 2 === 0 ? store : other).write(entry('k', i), false),
      );
      const versions = (await Promise.all(writers)).map((outcome) => written(outcome).version);
      const [read] = await store.read(['k']);
      assert.equal(read?.version, Math.max(...versions));
    },
  },
  {
    name: 'tells of age and life, by its own clock',
    async run({ store, pass }) {
      const { ageMs, freshMs, servableMs, fetchedAtMs } = written(
        await store.write(entry('k', 1), false),
      );
      assert.equal(ageMs, 0);
      assert.equal(freshMs, 60_000);
      assert.equal(servableMs, 120_000);
      assert.equal((await store.read(['k']))[0]?.fetchedAtMs, fetchedAtMs);
      await pass(20_000);
      const [read] = await store.read(['k']);
      assertNear(read?.ageMs, 20_000);
      assertNear(read?.freshMs, 40_000);
      assertNear(read?.servableMs, 100_000);
    },
  },
  {
    name: 'gives a value past its life until its grace is over',
    async run({ store, pass }) {
      await store.writeAll([entry('k', 1), entry('none', 1, { graceSeconds: 0 })], false);
      await pass(90_000);
      const [read, ...others] = await store.read(['k', 'none']);
      assert.deepEqual([read?.key, others.length], ['k', 0]);
      assertNear(read?.freshMs, -30_000);
      await pass(30_000);
      assert.deepEqual(await store.read(['k']), []);
    },
  },
  {
    name: 'keeps for ever what never expires',
    async run({ store, pass }) {
      await store.write(entry('k', 1, { ttlSeconds: Infinity }), false);
      await store.write(entry('grace', 1, { graceSeconds: Infinity }), false);
      await pass(20 * 365 * 24 * 3_600_000);
      const [read] = await store.read(['k']);
      assert.deepEqual([read?.freshMs, read?.servableMs], [Infinity, Infinity]);
      assert.equal((await store.read(['grace']))[0]?.servableMs, Infinity);
    },
  },
  {
    name: 'tells whether what it removes could still be served',
    async run({ store, pass }) {
      await store.writeAll([entry('k', 1), entry('old', 1, { graceSeconds: 0 })], false);
      await pass(90_000);
      assert.equal(await store.remove('k'), true);
      assert.equal(await store.remove('k'), false);
      assert.equal(await store.remove('old'), false);
      assert.deepEqual(await store.list('', '', 10), []);
    },
  },
  {
    name: 'removes what begins so, character by character, and tells how many',
    async run({ store, pass }) {
      const keys = ['a%', 'a%b', 'ab', 'A%', 'b'];
      await store.write(entry('a%old', 1, { graceSeconds: 0 }), false);
      await pass(60_000);
      await store.writeAll(
        keys.map((key) => entry(key, key)),
        false,
      );
      assert.equal(await store.removePrefix('a%'), 2);
      assert.equal(await store.removePrefix('a%'), 0);
      const left = await store.list('', '', 10);
      assert.deepEqual(
        left.map(({ key }) => key),
        ['A%', 'ab', 'b'],
      );
    },
  },
  {
    name: 'lists pages in the order of the bytes of keys, expired ones included',
    async run({ store, pass }) {
      const keys = ['k', 'kA', 'ka', 'k~', 'k\uFF5E', 'k📦'];
      await store.writeAll(
        ['l', ...keys].map((key) => entry(key, key, { graceSeconds: 0 })),
        false,
      );
      await pass(90_000);
      const pages: string[][] = [];
      for (let after = ''; ; after = pages.at(-1)?.at(-1) ?? '') {
        const page = await store.list('k', after, 4);
        if (page.length === 0) break;
        pages.push(page.map(({ key }) => key));
      }
      assert.deepEqual(pages, [
        ['k', 'kA', 'ka', 'k~'],
        ['k\uFF5E', 'k📦'],
      ]);
    },
  },
];

/** What real time adds while the test runs is less than so much. */
function assertNear(ms: number | undefined, expectedMs: number): void {
  assert(ms !== undefined && Math.abs(ms - expectedMs) < 5000, `${ms} is not near ${expectedMs}`);
}
