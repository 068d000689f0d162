import { blake2_256 } from '../../encoding/hashes.js';
import { byteString, littleEndian, readLittleEndian, sequence } from '../../encoding/scale.js';
import { callableBlock, readableState, runtimeAt } from '../reading.js';
import type { Method, MethodTable } from '../method.js';
import { tooManyKeys, unknownBlockRange, unknownRuntimeCall, unsafeCall } from '../rpc-error.js';

const MOST_KEYS_A_PAGE = 1_000;
const METADATA_VERSION = 14;

const getMetadata: Method = (params, { node }) => runtimeAt(node, params.hash(0)).metadata;

const getRuntimeVersion: Method = (params, { node }) => runtimeAt(node, params.hash(0)).version;

const getStorage: Method = (params, { node }) =>
  prefixed(readableState(node, params.hash(1)).valueOf(params.hex(0)));

const getStorageHash: Method = (params, { node }) => {
  const value = readableState(node, params.hash(1)).valueOf(params.hex(0));
  return value === null ? null : `0x${blake2_256(value)}`;
};

/** Of a value, or of all values below a key that has none itself. */
const getStorageSize: Method = (params, { node }) => {
  const state = readableState(node, params.hash(1));
  const key = params.hex(0);
  const value = state.valueOf(key);
  if (value !== null) return value.length / 2;
  const below = state.keysBelow(key).map((entry) => state.valueOf(entry) ?? '');
  return below.join('').length / 2 || null;
};

const getKeysPaged: Method = (params, { node }) => {
  const [prefix, count] = [params.optionalHex(0) ?? '', params.u32(1)];
  if (count > MOST_KEYS_A_PAGE) throw tooManyKeys(count, MOST_KEYS_A_PAGE);
  const state = readableState(node, params.hash(3));
  const keys = state.keysPaged(prefix, count, params.optionalHex(2) ?? '');
  return keys.map((key) => `0x${key}`);
};

const queryStorageAt: Method = (params, { node }) => {
  const keys = [...new Set(params.hexList(0))];
  const at = params.hash(1) ?? node.ledger.best.hash;
  if (node.ledger.blockOf(at) === undefined) throw unknownBlockRange(at);
  const state = readableState(node, at);
  const changes = keys.map((key) => [`0x${key}`, prefixed(state.valueOf(key))]);
  return keys.length === 0 ? [] : [{ block: at, changes }];
};

const call: Method = (params, { node }) => {
  const [name, input] = [params.text(0), params.hex(1)];
  const block = callableBlock(node, params.hash(2));
  const metadata = block.content.inForce.runtime.metadata.slice(2);
  switch (name) {
    case 'Metadata_metadata':
      return `0x${byteString(metadata)}`;
    case 'Metadata_metadata_versions':
      return `0x${sequence([littleEndian(METADATA_VERSION, 4)])}`;
    case 'Metadata_metadata_at_version':
      return readLittleEndian(input) === METADATA_VERSION ? `0x01${byteString(metadata)}` : '0x00';
    default:
      throw unknownRuntimeCall(name);
  }
};

/** What a public node refuses, since its cost has no bound. */
const refuse: Method = () => {
  throw unsafeCall();
};

export const stateMethods: MethodTable = {
  state_call: call,
  state_callAt: call,
  state_getKeysPaged: getKeysPaged,
  state_getKeysPagedAt: getKeysPaged,
  state_getMetadata: getMetadata,
  state_getPairs: refuse,
  state_getRuntimeVersion: getRuntimeVersion,
  chain_getRuntimeVersion: getRuntimeVersion,
  state_getStorage: getStorage,
  state_getStorageAt: getStorage,
  state_getStorageHash: getStorageHash,
  state_getStorageHashAt: getStorageHash,
  state_getStorageSize: getStorageSize,
  state_getStorageSizeAt: getStorageSize,
  state_queryStorage: refuse,
  state_queryStorageAt: queryStorageAt,
};

function prefixed(value: string | null): string | null {
  return value === null ? null : `0x${value}`;
}
