import { CreateBlockchainCache1767225600000 } from './1767225600000-create-blockchain-cache.js';
import { AddLeaseVersion1767225800000 } from './1767225800000-add-lease-version.js';

/** For a consumer's data source: `migrations: [...chainCacheMigrations]`. */
export const chainCacheMigrations = [
  CreateBlockchainCache1767225600000,
  AddLeaseVersion1767225800000,
];
