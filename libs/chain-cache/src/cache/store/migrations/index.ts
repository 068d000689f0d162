import { CreateBlockchainCache1767225600000 } from './1767225600000-create-blockchain-cache.js';

/** For a consumer's data source: `migrations: [...chainCacheMigrations]`. */
export const chainCacheMigrations = [CreateBlockchainCache1767225600000];
