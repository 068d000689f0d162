import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkKey, checkKeys, checkPrefix } from './cache-key.js';
import { CacheKeyError } from './cache.errors.js';

const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
const takenCharacter = character.filter((c) => !/\p{Cc}/u.test(c));

describe('a key', () => {
  it('may have 1 to 512 characters of any kind but control characters', () => {
    const keys = fc.array(takenCharacter, { minLength: 1, maxLength: 512 });
    fc.assert(
      fc.property(keys, (characters) => {
        expect(() => checkKey(characters.join(''))).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  it('counts characters, not halves of them', () => {
    expect(() => checkKey('📦'.repeat(512))).not.toThrow();
    expect(() => checkKey('📦'.repeat(513))).toThrow(CacheKeyError);
    expect(() => checkKey('k'.repeat(513))).toThrow('513');
  });

  it('may not hold a control character, wherever', () => {
    const control = fc.constantFrom('\u0000', '\n', '\t', '\u001f', '\u007f', '\u009f');
    const text = fc.array(takenCharacter, { maxLength: 20 }).map((c) => c.join(''));
    fc.assert(
      fc.property(text, control, text, (before, bad, after) => {
        expect(() => checkKey(before + bad + after)).toThrow(CacheKeyError);
      }),
    );
  });

  it.each([
    { what: 'an empty one', key: '', says: '1 to 512' },
    { what: 'half a surrogate pair', key: 'k\ud83d', says: 'surrogate' },
    { what: 'a number', key: 7, says: 'not number' },
    { what: 'null', key: null, says: 'not null' },
    { what: 'undefined', key: undefined, says: 'not undefined' },
  ])('may not be $what', ({ key, says }) => {
    const check = () => checkKey(key as string);
    expect(check).toThrow(CacheKeyError);
    expect(check).toThrow(says);
  });

  it('is shown shortened in the message', () => {
    expect(() => checkKey(`${'k'.repeat(70)}\n`)).toThrow(`"${'k'.repeat(60)}…"`);
  });
});

describe('a list of keys', () => {
  it('is a list, each of them checked', () => {
    expect(() => checkKeys(['k', 'l'])).not.toThrow();
    expect(() => checkKeys(['k', ''])).toThrow(CacheKeyError);
    expect(() => checkKeys('kl' as unknown as string[])).toThrow(
      new CacheKeyError('keys must be a list, not string'),
    );
  });
});

describe('a prefix', () => {
  it('is checked as a key is', () => {
    expect(() => checkPrefix('k')).not.toThrow();
    expect(() => checkPrefix('')).toThrow('a prefix must have');
  });
});
