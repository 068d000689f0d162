// For the tests of those who use the cache.
export { ControllableClock } from './controllable-clock.js';
export { InMemoryCacheModule } from './in-memory-cache.module.js';
export { InMemoryCacheStore } from './in-memory-cache.store.js';
export { cacheStoreContract } from './cache-store-contract.js';
export type { CacheStoreContractCase, CacheStoreHarness } from './contract/contract-case.js';

// What of the cache they replace.
export { CacheStore } from '../src/cache/store/cache-store.js';
export { Clock } from '../src/common/clock.js';
