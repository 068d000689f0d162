import type { PalletStorageMetadataLatest, SiField, SiTypeDef } from '@polkadot/types/interfaces';
import { unexpected } from '../../unexpected.js';
import { MetadataError } from './metadata.error.js';
import type {
  MetadataField,
  MetadataType,
  RuntimeMetadata,
  StorageItem,
} from './runtime-metadata.js';

/** `meta`, then the version. */
const MAGIC = Buffer.from('meta');
const VERSIONS = [14, 15, 16];

/**
 * Reads metadata as `state_getMetadata` gives it. polkadot.js is loaded here and nowhere else.
 * @throws MetadataError when it is of another version than V14 to V16, or cannot be decoded
 */
export async function decodeMetadata(bytes: Uint8Array): Promise<RuntimeMetadata> {
  checkVersion(bytes);
  const [{ Metadata, TypeRegistry }, { xxhashAsHex }] = await Promise.all([
    import('@polkadot/types'),
    import('@polkadot/util-crypto'),
  ]);
  const { lookup, pallets } = undecodable(() => new Metadata(new TypeRegistry(), bytes).asLatest);
  const keyOf = (prefix: string, item: string): string =>
    xxhashAsHex(prefix, 128) + xxhashAsHex(item, 128).slice(2);
  const storages = new Map<string, PalletStorageMetadataLatest | undefined>();
  for (const { name, storage } of pallets) {
    storages.set(name.toString(), storage.isSome ? storage.unwrap() : undefined);
  }
  return {
    hasPallet: (pallet) => storages.has(pallet),
    storageItem: (pallet, item) => storageItem(storages.get(pallet), item, keyOf),
    type: (id) => undecodable(() => typeOf(lookup.getSiType(id).def)),
  };
}

function checkVersion(bytes: Uint8Array): void {
  const version = bytes[MAGIC.length];
  if (version === undefined || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) {
    throw new MetadataError('METADATA_UNDECODABLE', 'the metadata does not begin as metadata does');
  }
  if (!VERSIONS.includes(version)) {
    const reason = `the metadata is of version ${version}; ${VERSIONS.join(', ')} can be read`;
    throw new MetadataError('METADATA_UNSUPPORTED', reason);
  }
}

function storageItem(
  storage: PalletStorageMetadataLatest | undefined,
  name: string,
  keyOf: (prefix: string, item: string) => string,
): StorageItem | undefined {
  const entry = storage?.items.find((candidate) => candidate.name.toString() === name);
  if (storage === undefined || entry === undefined) return undefined;
  const { isMap } = entry.type;
  const valueType = isMap ? entry.type.asMap.value : entry.type.asPlain;
  return { key: keyOf(storage.prefix.toString(), name), isMap, valueType: valueType.toNumber() };
}

function typeOf(def: SiTypeDef): MetadataType {
  switch (def.type) {
    case 'Primitive':
      return { is: 'primitive', name: def.asPrimitive.type.toLowerCase() };
    case 'Compact':
      return { is: 'compact', of: def.asCompact.type.toNumber() };
    case 'Sequence':
      return { is: 'sequence', of: def.asSequence.type.toNumber() };
    case 'Array':
      return {
        is: 'array',
        of: def.asArray.type.toNumber(),
        length: def.asArray.len.toNumber(),
      };
    case 'Tuple':
      return {
        is: 'composite',
        fields: def.asTuple.map((type) => ({ name: null, type: type.toNumber() })),
      };
    case 'Composite':
      return { is: 'composite', fields: def.asComposite.fields.map(fieldOf) };
    case 'Variant':
      return {
        is: 'variant',
        variants: def.asVariant.variants.map(({ name, index, fields }) => ({
          name: name.toString(),
          index: index.toNumber(),
          fields: fields.map(fieldOf),
        })),
      };
    case 'BitSequence':
      return { is: 'bits', store: def.asBitSequence.bitStoreType.toNumber() };
    case 'HistoricMetaCompat':
      throw new Error('a type of metadata older than V14');
    default:
      return unexpected(def.type);
  }
}

function fieldOf({ name, type }: SiField): MetadataField {
  return { name: name.isSome ? name.unwrap().toString() : null, type: type.toNumber() };
}

function undecodable<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new MetadataError('METADATA_UNDECODABLE', 'the metadata cannot be decoded', { cause });
  }
}
