import assert from 'node:assert/strict';
import type { CacheStore, Change } from '../../src/cache/store/cache-store.js';
import { entry, until, written, type CacheStoreContractCase } from './contract-case.js';

/** What other replicas are told. */
export const changes: readonly CacheStoreContractCase[] = [
  {
    name: 'tells others of what was written, with a version not below its own',
    async run({ store, other }) {
      const heard = await listening(other);
      for (const durable of [false, true]) {
        const key = `k${durable}`;
        const { version } = written(await store.write(entry(key, 1), durable));
        const change = await heard.of(key);
        assert(change.version >= version);
      }
      const lease = await store.acquireLease('leased', 60_000);
      assert(lease);
      const { version } = written(await store.writeLeased(entry('leased', 1), lease, false));
      assert((await heard.of('leased')).version >= version);
    },
  },
  {
    name: 'tells others of every key of many',
    async run({ store, other }) {
      const heard = await listening(other);
      const keys = Array.from({ length: 3000 }, (_, i) => `many:${i}`);
      await store.writeAll(
        keys.map((key) => entry(key, key)),
        false,
      );
      for (const key of keys) await heard.of(key);
    },
  },
  {
    name: 'tells others of what was removed, with a version above that of the entry',
    async run({ store, other }) {
      const heard = await listening(other);
      const [first] = await store.writeAll([entry('k', 1), entry('p', 1)], false);
      const { version: before } = written(first);
      await store.remove('k');
      await store.removePrefix('p');
      await until(() => heard.changes.some(({ prefixes }) => prefixes.includes('p')));
      const above = heard.changes.filter(({ version }) => version > before + 1);
      assert(above.some(({ keys }) => keys.includes('k')));
      assert(above.some(({ prefixes }) => prefixes.includes('p')));
    },
  },
  {
    name: 'wakes others when a lease is given back, and voids nothing by it',
    async run({ store, other }) {
      const heard = await listening(other);
      for (const [key, give] of [
        ['released', (lease) => store.releaseLease(lease)],
        ['failed', (lease) => store.failLease(lease, { code: 'E', message: '' }, 1000)],
      ] as const satisfies [string, (lease: { key: string; token: string }) => Promise<void>][]) {
        const lease = await store.acquireLease(key, 60_000);
        assert(lease);
        await give(lease);
        assert.equal((await heard.of(key)).version, 0);
      }
    },
  },
  {
    name: 'tells nothing any more once it is closed',
    async run({ store, other }) {
      const heard = await listening(store);
      await store.close();
      await other.write(entry('k', 1), false);
      await other.removePrefix('k');
      assert.deepEqual(heard.changes, []);
    },
  },
];

class Heard {
  readonly changes: Change[] = [];
  audible = false;

  /** The change that is about the key, itself or by a prefix. */
  async of(key: string): Promise<Change> {
    const find = () =>
      this.changes.findLast(
        ({ keys, prefixes }) =>
          keys.includes(key) || prefixes.some((prefix) => key.startsWith(prefix)),
      );
    await until(() => find() !== undefined);
    const change = find();
    assert(change);
    return change;
  }
}

async function listening(store: CacheStore): Promise<Heard> {
  const heard = new Heard();
  store.listen({
    changed: (change) => heard.changes.push(change),
    audible: (audible) => {
      heard.audible = audible;
    },
  });
  await until(() => heard.audible);
  return heard;
}
