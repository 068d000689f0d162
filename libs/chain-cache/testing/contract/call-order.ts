import assert from 'node:assert/strict';
import type { CacheStore } from '../../src/cache/store/cache-store.js';
import { entry, valuesOf, type CacheStoreContractCase } from './contract-case.js';

/** Every way to change a key, and whether the value is there after it. */
const WAYS: readonly {
  readonly change: (store: CacheStore, key: string, value: number) => Promise<unknown>;
  readonly writes: boolean;
}[] = [
  { change: (store, key, value) => store.write(entry(key, value), false), writes: true },
  { change: (store, key, value) => store.write(entry(key, value), true), writes: true },
  { change: (store, key, value) => store.write(ordered(key, value), false), writes: true },
  {
    change: (store, key, value) =>
      store.writeAll([entry(key, value), entry(`beside ${key}`, value)], false),
    writes: true,
  },
  { change: (store, key) => store.remove(key), writes: false },
  { change: (store, key) => store.removePrefix(key), writes: false },
];

/** What one process asks for without waiting for what it asked for before. */
export const callOrder: readonly CacheStoreContractCase[] = [
  {
    name: 'makes the changes of a key in the order of the calls, in whichever ways',
    async run({ store }) {
      const triples = WAYS.flatMap((a) => WAYS.flatMap((b) => WAYS.map((c) => [a, b, c])));
      const keys = triples.map((_, i) => `${i};`);
      const changes = triples.flatMap((ways, i) =>
        ways.map(({ change }, at) => change(store, keys[i] ?? '', at)),
      );
      await Promise.all(changes);
      const last = triples.map((ways) => (ways.at(-1)?.writes === true ? 2 : undefined));
      assert.deepEqual(await valuesOf(store, ...keys), last);
    },
  },
  {
    name: 'makes a change though the one before it failed',
    async run({ store }) {
      const refused = store.write({ ...entry('k', 1), json: 'no JSON' }, true);
      const written = store.write(entry('k', 2), false);
      await Promise.allSettled([refused, written]);
      assert.deepEqual(await valuesOf(store, 'k'), [2]);
    },
  },
];

function ordered(key: string, value: number) {
  return entry(key, value, { order: { chain: 'main', height: 1 } });
}
