import { describe, expect, it } from '@jest/globals';
import { CacheOptionsError } from './cache.errors.js';
import { entriesOf, type GivenEntries } from './given-entries.js';

describe('the entries for many keys', () => {
  const pairs: [string, unknown][] = [
    ['a', 0],
    ['b', null],
  ];

  it.each([
    ['a Map', new Map(pairs)],
    ['a list of pairs', pairs],
    ['an object', Object.fromEntries(pairs)],
    ['pairs of which the last of a key counts', [['b', 1], ['a', 0], ...pairs]],
  ] as [string, GivenEntries][])('may be %s', (_, given) => {
    expect(new Map(entriesOf(given))).toEqual(new Map(pairs));
  });

  it.each([null, undefined, 'ab', 5, ['ab'], [['a']], [{ key: 'a', value: 0 }], new Set([1])])(
    'are refused when they are %p',
    (given) => {
      expect(() => entriesOf(given as unknown as GivenEntries)).toThrow(CacheOptionsError);
    },
  );
});
