import { hash256 } from '../../types/common-types.js';
import { u16, u32, vec } from '../../types/scale-type.js';
import { byAccount, byNumber, constant, map, plain, type Pallet } from '../pallet.js';
import { runtimeVersion } from '../runtime-version.js';
import {
  accountData,
  accountInfo,
  eventRecord,
  lastRuntimeUpgradeInfo,
  versionInfo,
} from './system-types.js';

const BLOCK_HASH_COUNT = 2_400;
const SS58_PREFIX_OF_G1 = 4_450;
const BALANCE = 100_000n;

const account = map('Account', 'Default', byAccount, accountInfo, {
  rangeAt: ({ figures }) => ({ first: 1, last: figures.identities }),
  revisionAt: ({ figures }) => `${figures.identities}`,
  valueAt: (_, identity) => ({
    ...accountInfo.byDefault,
    providers: 1,
    data: { ...accountData.byDefault, free: BALANCE, linked_idty: identity },
  }),
});

const blockHash = map('BlockHash', 'Default', byNumber, hash256, {
  rangeAt: ({ number }) => ({ first: Math.max(0, number - BLOCK_HASH_COUNT), last: number - 1 }),
  revisionAt: ({ parentHash }) => parentHash,
  valueAt: ({ hashOf }, number) => hashOf(number).slice(2),
});

const lastRuntimeUpgrade = plain(
  'LastRuntimeUpgrade',
  lastRuntimeUpgradeInfo,
  ({ specName, specVersion }) => ({ spec_version: specVersion, spec_name: specName }),
  'Optional',
);

/** `frame_system`, as far as a reader of the chain needs it. */
export function system(specName: string, specVersion: number): Pallet {
  return {
    name: 'System',
    index: 0,
    items: [
      account,
      blockHash,
      plain('Number', u32, ({ number }) => number),
      plain('ParentHash', hash256, ({ parentHash }) => parentHash.slice(2)),
      plain('Events', vec(eventRecord), () => []),
      plain('EventCount', u32, () => 0),
      lastRuntimeUpgrade,
    ],
    constants: [
      constant('BlockHashCount', u32, BLOCK_HASH_COUNT),
      constant('Version', versionInfo, versionConstant(specName, specVersion)),
      constant('SS58Prefix', u16, SS58_PREFIX_OF_G1),
    ],
  };
}

function versionConstant(specName: string, specVersion: number) {
  const version = runtimeVersion(specName, specVersion);
  return {
    spec_name: version.specName,
    impl_name: version.implName,
    authoring_version: version.authoringVersion,
    spec_version: version.specVersion,
    impl_version: version.implVersion,
    apis: version.apis.map(([id, number]) => [id.slice(2), number] as const),
    transaction_version: version.transactionVersion,
    system_version: version.systemVersion,
  };
}
