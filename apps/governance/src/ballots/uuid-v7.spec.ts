import { describe, expect, it } from '@jest/globals';
import { uuidV7 } from './uuid-v7.js';

describe('uuidV7', () => {
  it('has the layout of RFC 9562', () => {
    expect(uuidV7(0x017f22e279b0)).toMatch(
      /^017f22e2-79b0-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  it('sorts by time', () => {
    const ids = [0, 1, 255, 256, 1_767_225_600_000, 2 ** 48 - 1].map(uuidV7);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('never gives the same twice', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidV7(0));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
