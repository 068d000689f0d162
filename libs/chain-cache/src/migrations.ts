import { chainCacheMigrations as cacheMigrations } from './cache/store/migrations/index.js';
import { CreateChainCountHistory1767225700000 } from './rpc/history/migrations/1767225700000-create-chain-count-history.js';

/** For a consumer's data source: `migrations: [...chainCacheMigrations]`. */
export const chainCacheMigrations = [...cacheMigrations, CreateChainCountHistory1767225700000];
