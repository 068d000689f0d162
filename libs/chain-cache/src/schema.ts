import { cacheEntities } from './cache/store/entities.js';
import { cacheMigrations } from './cache/store/migrations/index.js';
import { historyEntities } from './rpc/history/history-entities.js';
import { CreateChainCountHistory1767225700000 } from './rpc/history/migrations/1767225700000-create-chain-count-history.js';

/**
 * The library's tables, for a consumer's data source without `autoLoadEntities`:
 * `entities: [...chainCacheEntities]`.
 */
export const chainCacheEntities = [...cacheEntities, ...historyEntities];

/** They make these tables: `migrations: [...chainCacheMigrations]`. */
export const chainCacheMigrations = [...cacheMigrations, CreateChainCountHistory1767225700000];
