import { encodeMetadata } from './metadata.js';
import type { Pallet } from './pallet.js';
import { authorityMembers } from './pallets/authority-members.js';
import { identity } from './pallets/identity.js';
import { membership, smithMembership, smithsMembership } from './pallets/membership.js';
import { smithMembers, smithMembersOfGdev } from './pallets/smith-members.js';
import { system } from './pallets/system.js';
import { technicalCommittee } from './pallets/technical-committee.js';
import { timestamp } from './pallets/timestamp.js';
import { universalDividend } from './pallets/universal-dividend.js';
import { runtimeVersion, type RuntimeVersion } from './runtime-version.js';

const COMMON = [timestamp, authorityMembers, universalDividend, identity, membership];

/** What may differ between runtimes: where smiths are, and whether there is a committee. */
const PALLETS = {
  'smith-members': [...COMMON, smithMembers, technicalCommittee],
  'smith-members-of-gdev': [...COMMON, smithMembersOfGdev, technicalCommittee],
  'smith-membership': [...COMMON, smithMembership, technicalCommittee],
  'smiths-membership': [...COMMON, smithsMembership, technicalCommittee],
  'no-tech-comm': [...COMMON, smithMembers],
} satisfies Record<string, readonly Pallet[]>;

/**
 * - `smith-members`: gtest and g1;
 * - `smith-members-of-gdev`: the same without `last_online` at the end of an entry;
 * - `smith-membership`: gdev 400 to 701;
 * - `smiths-membership`: gdev 300 to 401;
 * - `no-tech-comm`: as `smith-members`, without `TechnicalCommittee`.
 */
export type RuntimeVariant = keyof typeof PALLETS;

/** A runtime: its version and the pallets that it is made of. */
export class Runtime {
  readonly version: RuntimeVersion;
  readonly pallets: readonly Pallet[];
  #metadata: string | undefined;

  constructor(variant: RuntimeVariant, specName: string, specVersion: number) {
    this.version = runtimeVersion(specName, specVersion);
    const pallets = [system(specName, specVersion), ...PALLETS[variant]];
    this.pallets = pallets.toSorted((a, b) => a.index - b.index);
  }

  /** 0x-prefixed; encoded when first asked for. */
  get metadata(): string {
    this.#metadata ??= `0x${encodeMetadata(this.pallets)}`;
    return this.#metadata;
  }
}
