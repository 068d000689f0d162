// The cache.
export { CacheModule } from './cache/cache.module.js';
export type { CacheModuleOptions } from './cache/cache.options.js';
export { BlockchainCacheService } from './cache/blockchain-cache.service.js';
export type { ListOptions } from './cache/list-entries.js';
export type { CacheEntry, CacheState, CacheTier, StaleReason } from './cache/cache-entry.js';
export type { EntryOrder } from './cache/entry-order.js';
export {
  loaded,
  type KeepOptions,
  type LoadContext,
  type Loaded,
  type Loader,
} from './cache/loader.js';
export type { GivenEntries } from './cache/given-entries.js';
export type { LoadOptions, SetOptions } from './cache/load-options.js';
export type { CacheStats } from './cache/cache-stats.js';
export type { EntryExplanation, Explanation } from './cache/explanation.js';
export type { KeyEvent, LoadEvent, ReadEvent, StoreEvent } from './cache/diagnostics.js';
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
export { chainCacheEntities, chainCacheMigrations } from './schema.js';
export { ChainCacheError } from './common/errors.js';

// The chain.
export { RpcModule } from './rpc/rpc.module.js';
export type { RpcModuleOptions } from './rpc/rpc.options.js';
export { OnChainCountsService } from './rpc/on-chain-counts.service.js';
export type {
  BlockReference,
  ChainSnapshot,
  CountReading,
  Freshness,
  NetworkIdentity,
  SnapshotRecord,
  UnavailableCount,
} from './rpc/chain-snapshot.js';
export type { CallEvent, RefusalEvent } from './rpc/diagnostics.js';
export type { ChainStatus } from './rpc/chain-status.js';
export type { SnapshotListener } from './rpc/follow/snapshot-feed.js';
export { ChainCountHistory } from './rpc/history/chain-count-history.entity.js';
export { ChainFollowSpan } from './rpc/history/chain-follow-span.entity.js';
export type { HistoryRange, PastReading } from './rpc/history/past-reading.js';
export type { EndpointState, EndpointStatus } from './rpc/client/endpoint-status.js';
export type {
  CountAlternative,
  CountDecoder,
  CountDefinition,
  CountInvariant,
  CountPreset,
  CountRead,
} from './rpc/counts/count-definition.js';
export { duniterPreset } from './rpc/counts/presets/duniter.js';
export { polkadotPreset } from './rpc/counts/presets/polkadot.js';
export {
  BlockReferenceError,
  type ChainUnavailableCode,
  ChainUnavailableError,
  CountUnavailableError,
  CountUnknownError,
  type EndpointTrouble,
  HistoryNotKeptError,
  HistoryRangeError,
  RpcOptionsError,
  SnapshotNotKeptError,
} from './rpc/errors.js';
