import type { MetadataReader } from './metadata-reader.js';
import type { MetadataField, MetadataType } from './runtime-metadata.js';

/** In the order of their indices (scale-info's TypeDefPrimitive). */
const PRIMITIVES = 'bool char str u8 u16 u32 u64 u128 u256 i8 i16 i32 i64 i128 i256'.split(' ');

/**
 * The types of a runtime by their ids, as scale-info lays its PortableRegistry out: the same in V14
 * to V16 (https://docs.rs/scale-info).
 */
export function readTypes(reader: MetadataReader): ReadonlyMap<number, MetadataType> {
  return new Map(reader.list(() => [reader.id(), readType(reader)]));
}

function readType(reader: MetadataReader): MetadataType {
  reader.skipTexts(); // path
  reader.list(() => skipParameter(reader));
  const type = readDefinition(reader);
  reader.skipTexts(); // documentation
  return type;
}

function skipParameter(reader: MetadataReader): void {
  reader.skipBytes();
  reader.option(() => reader.id());
}

/** By the index of the definition's kind (scale-info's TypeDef). */
const DEFINITIONS: readonly ((reader: MetadataReader) => MetadataType)[] = [
  (reader) => ({ is: 'composite', fields: readFields(reader) }),
  (reader) => ({ is: 'variant', variants: reader.list(() => readVariant(reader)) }),
  (reader) => ({ is: 'sequence', of: reader.id() }),
  (reader) => ({ is: 'array', ...readArray(reader) }),
  (reader) => ({
    is: 'composite',
    fields: reader.list(() => ({ name: null, type: reader.id() })),
  }),
  (reader) => ({ is: 'primitive', name: readPrimitive(reader) }),
  (reader) => ({ is: 'compact', of: reader.id() }),
  (reader) => readBits(reader),
];

function readDefinition(reader: MetadataReader): MetadataType {
  return reader.pick('the definition of a type', DEFINITIONS)(reader);
}

function readFields(reader: MetadataReader): MetadataField[] {
  return reader.list(() => {
    const name = reader.option(() => reader.name()) ?? null;
    const type = reader.id();
    reader.option(() => reader.skipBytes()); // how the source calls the type
    reader.skipTexts();
    return { name, type };
  });
}

function readVariant(reader: MetadataReader): {
  readonly name: string;
  readonly fields: MetadataField[];
  readonly index: number;
} {
  const name = reader.name();
  const fields = readFields(reader);
  const index = reader.byte();
  reader.skipTexts();
  return { name, fields, index };
}

function readArray(reader: MetadataReader): { readonly length: number; readonly of: number } {
  const length = Buffer.from(reader.bytes(4)).readUInt32LE();
  return { length, of: reader.id() };
}

function readPrimitive(reader: MetadataReader): string {
  return reader.pick('a primitive type', PRIMITIVES);
}

function readBits(reader: MetadataReader): MetadataType {
  const store = reader.id();
  reader.id(); // the order of the bits
  return { is: 'bits', store };
}
