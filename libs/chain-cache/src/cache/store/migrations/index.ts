import { CreateBlockchainCache1767225600000 } from './1767225600000-create-blockchain-cache.js';
import { AddLeaseVersion1767225800000 } from './1767225800000-add-lease-version.js';
import { OwnVersionSequence1767225900000 } from './1767225900000-own-version-sequence.js';

/** They make the tables of the cache. */
export const cacheMigrations = [
  CreateBlockchainCache1767225600000,
  AddLeaseVersion1767225800000,
  OwnVersionSequence1767225900000,
];
