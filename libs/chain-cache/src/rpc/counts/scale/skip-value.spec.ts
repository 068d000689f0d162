import { describe, expect, it } from '@jest/globals';
import { TypeRegistry } from '@polkadot/types';
import fc from 'fast-check';
import { ScaleError } from './scale.error.js';
import { ScaleReader } from './scale-reader.js';
import { skipValue } from './skip-value.js';
import type { TypeLayout, TypeTable } from './type-layout.js';

/** A type as both sides know it, and a value of it as @polkadot/types takes it. */
interface Sample {
  readonly type: string;
  readonly value: unknown;
  readonly layout: TypeLayout;
  readonly table: TypeTable;
}

const registry = new TypeRegistry();
let lastId = 0;

/** A sample whose layout refers to those of others. */
function compound(
  type: string,
  value: unknown,
  parts: readonly Sample[],
  layoutOf: (ids: readonly number[]) => TypeLayout,
): Sample {
  const ids = parts.map(() => ++lastId);
  const own = Object.fromEntries(parts.map(({ layout }, i) => [ids[i], layout]));
  const table = Object.assign(own, ...parts.map((part) => part.table)) as TypeTable;
  return { type, value, layout: layoutOf(ids), table };
}

const simple = (type: string, layout: TypeLayout) => (value: unknown) =>
  ({ type, value, layout, table: {} }) satisfies Sample;

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.nat(255).map(simple('u8', { bytes: 1 })),
  fc.nat().map(simple('u32', { bytes: 4 })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(simple('u128', { bytes: 16 })),
  fc.boolean().map(simple('bool', 'bool')),
  fc.string({ unit: 'grapheme' }).map(simple('Text', 'str')),
  fc.nat(2 ** 31).map(simple('Compact<u32>', { compact: 32 })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(simple('Compact<u128>', { compact: 128 })),
  fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
    .map(simple('[u8; 32]', { bytes: 32 })),
);

/** Sometimes more than one byte of a compact can say; seldom, since lists of lists multiply. */
const times = fc.oneof(
  { weight: 20, arbitrary: fc.nat(4) },
  { weight: 1, arbitrary: fc.constant(70) },
);

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('sample'), times).map(([inner, times]) =>
      compound(
        `Vec<${inner.type}>`,
        Array.from({ length: times }, () => inner.value),
        [inner],
        ([id = 0]) => ({ sequence: id }),
      ),
    ),
    fc.array(tie('sample'), { minLength: 2, maxLength: 4 }).map((parts) =>
      compound(
        `(${parts.map(({ type }) => type).join(',')})`,
        parts.map(({ value }) => value),
        parts,
        (ids) => ({ parts: ids }),
      ),
    ),
    fc.tuple(tie('sample'), fc.boolean()).map(([inner, some]) =>
      // To @polkadot/types, an Option of a boolean is one byte, and null in an Option is no Some.
      inner.type === 'bool' || inner.type.startsWith('Option')
        ? inner
        : compound(`Option<${inner.type}>`, some ? inner.value : null, [inner], ([id = 0]) => ({
            variants: { 0: [], 1: [id] },
          })),
    ),
  ),
}));

function skipAll(bytes: Uint8Array, layout: TypeLayout, table: TypeTable): void {
  const reader = new ScaleReader(bytes);
  skipValue(reader, { ...table, 0: layout }, 0);
  reader.end();
}

function failureOf(...given: Parameters<typeof skipAll>): unknown {
  try {
    return skipAll(...given);
  } catch (error) {
    return error;
  }
}

const encoded = ({ type, value }: Sample) => registry.createType(type as 'u8', value).toU8a();

describe('skipValue', () => {
  it('goes exactly past what @polkadot/types encodes', () => {
    const property = fc.property(sample, (given) => {
      expect(failureOf(encoded(given), given.layout, given.table)).toBeUndefined();
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('refuses the same with a byte more or less', () => {
    const property = fc.property(sample, (given) => {
      const bytes = encoded(given);
      fc.pre(bytes.length > 0);
      const { layout, table } = given;
      expect(() => skipAll(bytes.subarray(0, -1), layout, table)).toThrow(ScaleError);
      expect(() => skipAll(Buffer.concat([bytes, Buffer.of(0)]), layout, table)).toThrow(
        ScaleError,
      );
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const property = fc.property(sample, fc.uint8Array({ maxLength: 200 }), (given, bytes) => {
      const failure = failureOf(bytes, given.layout, given.table);
      expect(failure === undefined || failure instanceof ScaleError).toBe(true);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it.each<[string, TypeLayout, number[]]>([
    ['a boolean of 2', 'bool', [2]],
    ['a text that is not UTF-8', 'str', [4, 0xff]],
    ['a text longer than the input', 'str', [8, 0x41]],
    ['half a surrogate pair as a character', 'char', [0, 0xd8, 0, 0]],
    ['a character beyond Unicode', 'char', [0, 0, 0x11, 0]],
    ['a type that is not in the table', { sequence: 99 }, [4, 0]],
    ['an enum index that does not exist', { variants: { 1: [] } }, [0]],
    ['bits longer than the input', { bits: 1 }, [9 << 2, 0]],
  ])('refuses %s', (_, layout, bytes) => {
    expect(() => skipAll(Uint8Array.from(bytes), layout, {})).toThrow(ScaleError);
  });

  it.each<[string, TypeLayout, number[]]>([
    ['a character', 'char', [0x7a, 0, 0, 0]],
    ['nine bits in two bytes', { bits: 1 }, [9 << 2, 0xff, 1]],
    ['nine bits in units of four bytes', { bits: 4 }, [9 << 2, 0xff, 1, 0, 0]],
    ['an array', { array: 1, length: 2 }, [1, 0]],
  ])('goes past %s', (_, layout, bytes) => {
    expect(failureOf(Uint8Array.from(bytes), layout, { 1: 'bool' })).toBeUndefined();
  });

  it('ends where parts without size multiply', () => {
    const table: Record<string, TypeLayout> = { 40: { parts: [] } };
    for (let id = 1; id < 40; id++) table[id] = { parts: [id + 1, id + 1] };
    expect(() => skipAll(new Uint8Array(), { parts: [1] }, table)).toThrow('too many parts');
    const many = { array: 40, length: 4_000_000_000 };
    expect(() => skipAll(new Uint8Array(), many, table)).toThrow('too many parts');
  });

  it('ends where a type is within itself', () => {
    const bytes = new Uint8Array(10_000).fill(1);
    expect(() => skipAll(bytes, { variants: { 1: [0] } }, {})).toThrow('nested deeper');
  });
});

describe('ScaleReader', () => {
  it('reads compacts as @polkadot/types writes them', () => {
    const property = fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
      const reader = new ScaleReader(registry.createType('Compact<u256>', value).toU8a());
      expect(reader.compact(256)).toBe(value);
      reader.end();
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each([
    ['1 in two bytes', [0b101, 0]],
    ['63 in two bytes', [0xfd, 0]],
    ['1 in four bytes', [0b110, 0, 0, 0]],
    ['2^14 - 1 in four bytes', [0xfe, 0xff, 0, 0]],
    ['1 with a length', [0b11, 1, 0, 0, 0]],
    ['2^30 - 1 with a length', [0b11, 0xff, 0xff, 0xff, 0x3f]],
    ['2^31 in five bytes', [0b111, 0, 0, 0, 0x80, 0]],
  ])('refuses %s, which is not the shortest form', (_, bytes) => {
    expect(() => new ScaleReader(Uint8Array.from(bytes)).compact(256)).toThrow('shortest');
  });

  it.each([
    ['64 in two bytes', [0x01, 1], 64n],
    ['2^14 in four bytes', [2, 0, 1, 0], 16_384n],
    ['2^30 with a length', [0b11, 0, 0, 0, 0x40], 1_073_741_824n],
  ])('reads %s', (_, bytes, value) => {
    expect(new ScaleReader(Uint8Array.from(bytes)).compact(32)).toBe(value);
  });

  it('refuses a compact above the bits of its type', () => {
    const reader = new ScaleReader(Uint8Array.from([0b1_11, 0, 0, 0, 0, 1]));
    expect(() => reader.compact(32)).toThrow('above 32 bits');
  });

  it('reads integers as little-endian', () => {
    expect(new ScaleReader(Uint8Array.from([1, 2, 0, 0])).uint(4)).toBe(513n);
  });
});
