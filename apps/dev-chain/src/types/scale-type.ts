import { byteString, compact, littleEndian, sequence, text } from '../encoding/scale.js';
import type { Primitive, Shape, TypeName } from './shape.js';

/** A type of the runtime: how its values are encoded and what metadata says of it, in one. */
export interface ScaleType<T> {
  readonly shape: Shape;
  /** Rust's `Default`, which metadata carries as the fallback of an item. */
  readonly byDefault: T;
  /** Hexadecimal text without 0x. */
  encode(value: T): string;
}

export const u8 = fixedWidth('u8', 1);
export const u16 = fixedWidth('u16', 2);
export const u32 = fixedWidth('u32', 4);

export const u64: ScaleType<bigint> = {
  shape: { kind: 'primitive', primitive: 'u64' },
  byDefault: 0n,
  encode: (value) => littleEndian(value, 8),
};

export const str: ScaleType<string> = {
  shape: { kind: 'primitive', primitive: 'str' },
  byDefault: '',
  encode: text,
};

export const compactU32: ScaleType<number> = {
  shape: { kind: 'compact', of: u32.shape },
  byDefault: 0,
  encode: compact,
};

/** Bytes of a fixed number, given and kept as hexadecimal text without 0x. */
export function bytes(length: number): ScaleType<string> {
  return {
    shape: { kind: 'array', length, of: u8.shape },
    byDefault: '00'.repeat(length),
    encode: (hex) => hex,
  };
}

export const byteVec: ScaleType<string> = {
  shape: { kind: 'sequence', of: u8.shape },
  byDefault: '',
  encode: byteString,
};

export function vec<T>(of: ScaleType<T>): ScaleType<readonly T[]> {
  return {
    shape: { kind: 'sequence', of: of.shape },
    byDefault: [],
    encode: (values) => sequence(values.map((value) => of.encode(value))),
  };
}

/** As `vec`, with a bound that is not part of the encoding. */
export function boundedVec<T>(of: ScaleType<T>): ScaleType<readonly T[]> {
  const name = {
    path: 'bounded_collections::bounded_vec::BoundedVec',
    parameters: [{ name: 'T', type: of.shape }, { name: 'S' }],
  };
  return newtype(name, vec(of));
}

export function tuple<A, B>(a: ScaleType<A>, b: ScaleType<B>): ScaleType<readonly [A, B]> {
  return {
    shape: { kind: 'tuple', of: [a.shape, b.shape] },
    byDefault: [a.byDefault, b.byDefault],
    encode: ([first, second]) => a.encode(first) + b.encode(second),
  };
}

/** A struct of one unnamed field. */
export function newtype<T>(name: TypeName, of: ScaleType<T>): ScaleType<T> {
  return { ...of, shape: { kind: 'composite', name, fields: [{ type: of.shape }] } };
}

export function option<T>(of: ScaleType<T>): ScaleType<T | null> {
  return {
    shape: {
      kind: 'variant',
      name: { path: 'Option', parameters: [{ name: 'T', type: of.shape }] },
      variants: [
        { name: 'None', index: 0, fields: [] },
        { name: 'Some', index: 1, fields: [{ type: of.shape }] },
      ],
    },
    byDefault: null,
    encode: (value) => (value === null ? '00' : `01${of.encode(value)}`),
  };
}

type FieldTypes<T> = { readonly [K in keyof T]: ScaleType<T[K]> };

/** A struct; its fields are encoded in the order in which they are written here. */
export function struct<T extends object>(name: TypeName, fields: FieldTypes<T>): ScaleType<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    shape: {
      kind: 'composite',
      name,
      fields: names.map((field) => ({ name: field, type: fields[field].shape })),
    },
    byDefault: Object.fromEntries(names.map((field) => [field, fields[field].byDefault])) as T,
    encode: (value) => names.map((field) => fields[field].encode(value[field])).join(''),
  };
}

/** An enum whose variants carry nothing; the index of a name is its place in the list. */
export function plainEnum<N extends string>(
  path: string,
  names: readonly [N, ...N[]],
): ScaleType<N> {
  return {
    shape: {
      kind: 'variant',
      name: { path },
      variants: names.map((name, index) => ({ name, index, fields: [] })),
    },
    byDefault: names[0],
    encode: (name) => littleEndian(names.indexOf(name), 1),
  };
}

/** A type that metadata describes and whose values come encoded, if any come at all. */
export function preEncoded(shape: Shape): ScaleType<string> {
  return { shape, byDefault: '', encode: (hex) => hex };
}

function fixedWidth(primitive: Primitive, width: number): ScaleType<number> {
  return {
    shape: { kind: 'primitive', primitive },
    byDefault: 0,
    encode: (value) => littleEndian(value, width),
  };
}
