import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, 3.2.2', () => {
    const numbers = '[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]';
    const string = String.raw`"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"`;
    const text = `{"numbers": ${numbers}, "string": ${string}, "literals": [null, true, false]}`;
    expect(canonicalJson(JSON.parse(text))).toBe(
      '{"literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by UTF-16 code units, as the example of RFC 8785, 3.2.3', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
    const members = sorted.map((name) => `${JSON.stringify(name)}:0`);
    expect(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))).toBe(
      `{${members.join(',')}}`,
    );
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [false, 'false'],
    [null, 'null'],
    ['', '""'],
    [[], '[]'],
    [{}, '{}'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });

  it.each([
    [undefined],
    [NaN],
    [Infinity],
    [1n],
    [Symbol('s')],
    [() => 1],
    [new Date(0)],
    [new Map()],
    ['\ud800'],
    [{ a: undefined }],
    [{ '\udc00': 1 }],
  ])('refuses %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson([value])).toThrow(TypeError);
  });
});
