import { callOrder } from './contract/call-order.js';
import { changes } from './contract/changes.js';
import { cleanUp } from './contract/clean-up.js';
import type { CacheStoreContractCase } from './contract/contract-case.js';
import { entries } from './contract/entries.js';
import { leases } from './contract/leases.js';
import { orders } from './contract/orders.js';

/**
 * What every store of the cache keeps to, for whichever test framework. Each case wants stores of
 * its own, with nothing in them.
 *
 * ```ts
 * it.each(cacheStoreContract())('$name', async ({ run }) => {
 *   const store = new InMemoryCacheStore();
 *   await run({ store, other: store.replica(), pass: async (ms) => store.clock.advance(ms) });
 * });
 * ```
 */
export function cacheStoreContract(): readonly CacheStoreContractCase[] {
  return [...entries, ...orders, ...leases, ...callOrder, ...changes, ...cleanUp];
}
