import { BlockchainCache } from './blockchain-cache.entity.js';
import { BlockchainCacheCleanup } from './cleanup-claim.entity.js';
import { BlockchainCacheLease } from './lease.entity.js';

/** The tables of the cache. */
export const cacheEntities = [BlockchainCache, BlockchainCacheLease, BlockchainCacheCleanup];
