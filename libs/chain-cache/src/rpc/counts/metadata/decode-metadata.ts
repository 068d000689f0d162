import { ScaleError } from '../scale/scale.error.js';
import { MetadataReader } from './metadata-reader.js';
import { MetadataError } from './metadata.error.js';
import { type Pallet, readPallets } from './read-pallets.js';
import { readTypes } from './read-types.js';
import type { MetadataType, RuntimeMetadata, StorageItem } from './runtime-metadata.js';
import { storageKey } from './storage-key.js';

/** `meta`, then the version. */
const MAGIC = Buffer.from('meta');
const VERSIONS = [14, 15, 16];
/** Real metadata has less than 1 MiB. */
export const MAX_METADATA_BYTES = 2 * 1024 * 1024;

/**
 * Reads metadata as `state_getMetadata` gives it: its types, and the storage and constants of its
 * pallets, which come first. Strictly, and within bounds of size and of work, unlike polkadot.js, to which what is
 * cut off is full of zeros and of empty lists, and a few bytes can be the work of minutes.
 * @throws MetadataError when it is of another version than V14 to V16, or cannot be decoded
 */
export function decodeMetadata(bytes: Uint8Array): RuntimeMetadata {
  const version = versionOf(bytes);
  return decoded(() => {
    const reader = new MetadataReader(bytes.subarray(MAGIC.length + 1));
    const types = readTypes(reader);
    const pallets = readPallets(reader, version);
    return {
      hasPallet: (pallet) => pallets.has(pallet),
      storageItem: (pallet, item) => storageItem(pallets.get(pallet), item),
      constant: (pallet, name) => pallets.get(pallet)?.constants.get(name),
      type: (id) => typeOf(types, id),
    };
  });
}

function versionOf(bytes: Uint8Array): number {
  const version = bytes[MAGIC.length];
  if (version === undefined || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) {
    throw new MetadataError('METADATA_UNDECODABLE', 'the metadata does not begin as metadata does');
  }
  if (!VERSIONS.includes(version)) {
    const reason = `the metadata is of version ${version}; ${VERSIONS.join(', ')} can be read`;
    throw new MetadataError('METADATA_UNSUPPORTED', reason);
  }
  if (bytes.length > MAX_METADATA_BYTES) {
    const reason = `the metadata has ${bytes.length} bytes, of at most ${MAX_METADATA_BYTES}`;
    throw new MetadataError('METADATA_UNDECODABLE', reason);
  }
  return version;
}

function storageItem(pallet: Pallet | undefined, name: string): StorageItem | undefined {
  const storage = pallet?.storage;
  const item = storage?.items.get(name);
  if (storage === undefined || item === undefined) return undefined;
  return { key: storageKey(storage.prefix, name), ...item };
}

function typeOf(types: ReadonlyMap<number, MetadataType>, id: number): MetadataType {
  const type = types.get(id);
  if (type !== undefined) return type;
  throw new MetadataError('METADATA_UNDECODABLE', `the metadata has no type ${id}`);
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof ScaleError)) throw cause;
    const reason = `the metadata cannot be decoded: ${cause.message}`;
    throw new MetadataError('METADATA_UNDECODABLE', reason, { cause });
  }
}
