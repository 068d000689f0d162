import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeValue } from './cache-value.js';
import { CacheValueError } from './cache.errors.js';

const MIB = 1024 * 1024;

class Money {
  constructor(readonly cents: number) {}
}

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

function circular(): unknown {
  const inner: Record<string, unknown> = {};
  inner['again'] = { inner };
  return { inner };
}

describe('a value', () => {
  it('is carried faithfully, whatever JSON it is', () => {
    const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => {
      const text = JSON.stringify(value);
      return !text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text);
    });
    fc.assert(
      fc.property(json, (value) => {
        // What JSON itself does not keep is the sign of zero.
        expect(JSON.parse(encodeValue(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { value: { a: [1, undefined] }, says: '$.a[1] is undefined' },
    { value: undefined, says: '$ is undefined' },
    { value: { f: () => 1 }, says: '$.f is a function' },
    { value: [Symbol('s')], says: '$[0] is a symbol' },
    { value: { n: 10n }, says: '$.n is a bigint' },
    { value: { n: NaN }, says: '$.n is NaN' },
    { value: [[-Infinity]], says: '$[0][0] is -Infinity' },
    { value: { t: 'a\u0000b' }, says: '$.t is a string with \\u0000' },
    { value: ['\ud83d'], says: '$[0] is a string with half a surrogate pair' },
    { value: { 'a\u0000': 1 }, says: 'a string with \\u0000' },
    { value: { d: new Date(0) }, says: '$.d is an instance of Date' },
    { value: new Map(), says: '$ is an instance of Map' },
    { value: [new Money(1)], says: '$[0] is an instance of Money' },
    { value: { [Symbol('s')]: 1 }, says: '$ is a symbol as a key' },
    { value: circular(), says: '$.inner.again.inner is a circular reference' },
    { value: Object.assign([], { length: 1 }), says: '$[0] is undefined' },
    { value: [Object.assign([1], { name: 2 })], says: '$[0] is a list with named members' },
    {
      value: [Object.defineProperty({}, 'toJSON', { value: () => 1 })],
      says: '$[0] is something with a toJSON method',
    },
    { value: nested(501), says: 'nested deeper than 500' },
  ])('is refused where it could not be: $says', ({ value, says }) => {
    const encode = () => encodeValue(value);
    expect(encode).toThrow(CacheValueError);
    expect(encode).toThrow(says);
  });

  it('is refused as an instance even where it hides its class', () => {
    const hidden: object = Object.assign(new Money(1), { constructor: undefined });
    expect(() => encodeValue(hidden)).toThrow('an instance of a class');
  });

  it('may hold the same thing twice, and objects without a prototype', () => {
    const shared = { a: 1 };
    const bare: object = Object.assign(Object.create(null) as object, { shared });
    expect(encodeValue([shared, shared, bare])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
    expect(() => encodeValue(nested(500))).not.toThrow();
  });

  it('may have up to 1 MiB of JSON, counted in bytes', () => {
    expect(() => encodeValue('x'.repeat(MIB - 2))).not.toThrow();
    expect(() => encodeValue('x'.repeat(MIB - 1))).toThrow(`not ${MIB + 1}`);
    expect(() => encodeValue('é'.repeat(MIB / 2))).toThrow(CacheValueError);
  });
});
