import { unexpected } from '../../unexpected.js';
import type { MetadataType, RuntimeMetadata } from '../metadata/runtime-metadata.js';

/**
 * How the bytes of a type follow each other, as JSON. Parts are named by the ids that metadata
 * gives their types, so that shared and recursive types are written once.
 */
export type TypeLayout =
  | 'bool'
  | 'char'
  | 'str'
  /** So many bytes, of which all are good: integers, hashes. */
  | { readonly bytes: number }
  /** A compact integer of at most so many bits. */
  | { readonly compact: number }
  | { readonly sequence: number }
  | { readonly array: number; readonly length: number }
  /** A struct or tuple: its parts in order. */
  | { readonly parts: readonly number[] }
  /** An enum: the parts of each variant, by its index. */
  | { readonly variants: Readonly<Record<string, readonly number[]>> }
  /** A sequence of bits, kept in units of so many bytes. */
  | { readonly bits: number };

/** Layouts by the ids of their types. */
export type TypeTable = Readonly<Record<string, TypeLayout>>;

const INTEGER = /^[ui](8|16|32|64|128|256)$/;

/** Newtypes around newtypes: more than any real type has. */
const MAX_WRAPPINGS = 16;

/** A type that cannot be laid out. */
export class LayoutError extends Error {}

/** Adds a type, and all that it consists of, to a table. @throws LayoutError, MetadataError */
export function collectLayouts(
  metadata: RuntimeMetadata,
  id: number,
  table: Record<string, TypeLayout>,
): void {
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next in table) continue;
    const layout = layoutOf(metadata, metadata.type(next));
    table[next] = layout;
    for (const part of partsOf(layout)) waiting.push(part);
  }
}

/**
 * The size of an unsigned integer in bytes, newtypes around it looked through; undefined for any
 * other type.
 */
export function unsignedBytes(metadata: RuntimeMetadata, id: number): number | undefined {
  let type = metadata.type(id);
  for (let i = 0; i < MAX_WRAPPINGS && type.is === 'composite'; i++) {
    const [only, ...others] = type.fields;
    if (only === undefined || others.length > 0) return undefined;
    type = metadata.type(only.type);
  }
  if (type.is !== 'primitive' || !type.name.startsWith('u')) return undefined;
  return integerBytes(type.name);
}

function layoutOf(metadata: RuntimeMetadata, type: MetadataType): TypeLayout {
  switch (type.is) {
    case 'primitive':
      return primitiveLayout(type.name);
    case 'compact':
      return { compact: 8 * unsigned(metadata, type.of) };
    case 'sequence':
      return { sequence: type.of };
    case 'array':
      return arrayLayout(type.of, type.length, metadata.type(type.of));
    case 'composite':
      return { parts: type.fields.map((field) => field.type) };
    case 'variant': {
      const parts = type.variants.map(({ index, fields }) => [
        index,
        fields.map(({ type }) => type),
      ]);
      return { variants: Object.fromEntries(parts) as Record<string, number[]> };
    }
    case 'bits':
      return { bits: unsigned(metadata, type.store) };
    default:
      return unexpected(type);
  }
}

function primitiveLayout(name: string): TypeLayout {
  if (name === 'bool' || name === 'char' || name === 'str') return name;
  const bytes = integerBytes(name);
  if (bytes === undefined) throw new LayoutError(`the primitive type ${name} is not known`);
  return { bytes };
}

function arrayLayout(id: number, length: number, element: MetadataType): TypeLayout {
  const bytes = element.is === 'primitive' ? integerBytes(element.name) : undefined;
  return bytes === undefined ? { array: id, length } : { bytes: bytes * length };
}

function integerBytes(name: string): number | undefined {
  const bits = INTEGER.exec(name)?.[1];
  return bits === undefined ? undefined : Number(bits) / 8;
}

function unsigned(metadata: RuntimeMetadata, id: number): number {
  const bytes = unsignedBytes(metadata, id);
  if (bytes === undefined) throw new LayoutError(`type ${id} is not an unsigned integer`);
  return bytes;
}

function partsOf(layout: TypeLayout): readonly number[] {
  if (typeof layout === 'string') return [];
  if ('sequence' in layout) return [layout.sequence];
  if ('array' in layout) return [layout.array];
  if ('parts' in layout) return layout.parts;
  if ('variants' in layout) return Object.values(layout.variants).flat();
  return [];
}
