// The cache.
export { CacheModule } from './cache/cache.module.js';
export type { CacheModuleOptions } from './cache/cache.options.js';
export { BlockchainCacheService, type ListOptions } from './cache/blockchain-cache.service.js';
export type { CacheEntry, CacheState, CacheTier, StaleReason } from './cache/cache-entry.js';
export type { EntryOrder } from './cache/entry-order.js';
export {
  loaded,
  type KeepOptions,
  type LoadContext,
  type Loaded,
  type Loader,
} from './cache/loader.js';
export type { LoadOptions, SetOptions } from './cache/load-options.js';
export type { CacheStats } from './cache/cache-stats.js';
export type { EntryExplanation, Explanation } from './cache/explanation.js';
export type { LoadEvent, ReadEvent, StoreEvent } from './cache/diagnostics.js';
export {
  CacheClosedError,
  CacheKeyError,
  CacheLoadError,
  CacheLoadTimeoutError,
  CacheOptionsError,
  CacheOrderError,
  CacheStoreError,
  CacheValueError,
} from './cache/cache.errors.js';
export { BlockchainCache } from './cache/store/blockchain-cache.entity.js';
export { chainCacheMigrations } from './cache/store/migrations/index.js';
export { ChainCacheError } from './common/errors.js';
