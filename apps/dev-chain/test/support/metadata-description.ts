import { Metadata, TypeRegistry } from '@polkadot/types';
import type {
  PortableType,
  SiLookupTypeId,
  StorageEntryMetadataLatest,
} from '@polkadot/types/interfaces';

type TypeId = SiLookupTypeId;

/** Metadata as polkadot.js understands it. */
export class DecodedMetadata {
  readonly metadata: Metadata;
  readonly registry = new TypeRegistry();

  constructor(bytes: Uint8Array | string) {
    this.metadata = new Metadata(this.registry, bytes as `0x${string}`);
    this.registry.setMetadata(this.metadata);
  }

  /** Everything that a reader of an item goes by, types resolved to their last field. */
  describe(pallet: string, item: string): unknown {
    const entry = this.#entry(pallet, item);
    const { type, modifier, fallback } = entry;
    const keys = type.isMap
      ? { hashers: type.asMap.hashers.map(String), key: this.#resolve(type.asMap.key) }
      : {};
    return {
      ...keys,
      modifier: modifier.toString(),
      fallback: fallback.toHex(),
      value: this.#resolve(valueTypeOf(entry)),
    };
  }

  /** Decodes a value by the type of its item and encodes it again. */
  reencode(pallet: string, item: string, value: string): string {
    const type = this.registry.createLookupType(valueTypeOf(this.#entry(pallet, item)));
    const decoded = this.registry.createType(type, Buffer.from(value.slice(2), 'hex'));
    return `0x${Buffer.from(decoded.toU8a()).toString('hex')}`;
  }

  #entry(pallet: string, item: string): StorageEntryMetadataLatest {
    const found = this.metadata.asLatest.pallets.find(({ name }) => name.toString() === pallet);
    const entry = found?.storage.unwrap().items.find(({ name }) => name.toString() === item);
    if (entry === undefined) throw new Error(`there is no ${pallet}.${item}`);
    return entry;
  }

  #resolve(id: TypeId): unknown {
    const { path, def } = this.registry.lookup.getSiType(id);
    return { path: path.map(String).join('::'), ...this.#resolveDefinition(def) };
  }

  #resolveDefinition(def: PortableType['type']['def']): object {
    if (def.isComposite) return { fields: this.#resolveFields(def.asComposite.fields) };
    if (def.isSequence) return { sequence: this.#resolve(def.asSequence.type) };
    if (def.isCompact) return { compact: this.#resolve(def.asCompact.type) };
    if (def.isTuple) return { tuple: def.asTuple.map((part) => this.#resolve(part)) };
    if (def.isArray)
      return { length: def.asArray.len.toNumber(), of: this.#resolve(def.asArray.type) };
    if (def.isPrimitive) return { primitive: def.asPrimitive.toString() };
    return {
      variants: def.asVariant.variants.map(({ name, index, fields }) => ({
        name: name.toString(),
        index: index.toNumber(),
        fields: this.#resolveFields(fields),
      })),
    };
  }

  #resolveFields(fields: PortableType['type']['def']['asComposite']['fields']): unknown {
    return fields.map(({ name, type }) => ({ name: name.toJSON(), type: this.#resolve(type) }));
  }
}

function valueTypeOf({ type }: StorageEntryMetadataLatest): TypeId {
  return type.isMap ? type.asMap.value : type.asPlain;
}
