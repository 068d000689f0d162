import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deepFreeze } from './deep-freeze.js';

function isDeeplyFrozen(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen))
  );
}

describe('deep freezing', () => {
  it('freezes whatever JSON holds, and changes nothing of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy: unknown = structuredClone(value);
        expect(isDeeplyFrozen(deepFreeze(value))).toBe(true);
        expect(value).toEqual(copy);
      }),
    );
  });

  it('makes writing a TypeError', () => {
    const value = deepFreeze({ list: [{ n: 1 }] });
    expect(() => value.list.push({ n: 2 })).toThrow(TypeError);
    expect(() => Object.assign(value.list[0] ?? {}, { n: 2 })).toThrow(TypeError);
  });
});
