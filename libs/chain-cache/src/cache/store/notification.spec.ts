import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginningOf, parseNotification, scopeOfKeys, scopeOfPrefix } from './notification.js';

const ORIGIN = '0b9e9c4e-0000-4000-8000-000000000000';
const LONGEST_VERSION = String(2n ** 63n - 1n);

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 512, size: 'max' });
const payload = (scope: string, version: string | number = 7) =>
  beginningOf(ORIGIN, scope) + version;
const covers = (scope: string, changed: string) => {
  const { keys, prefixes } = parseNotification(payload(scope));
  return keys.includes(changed) || prefixes.some((prefix) => changed.startsWith(prefix));
};

describe('a notification', () => {
  it('comes over whole', () => {
    expect(parseNotification(payload(scopeOfKeys(['a b', '{}', '📦'])))).toEqual({
      origin: ORIGIN,
      version: 7,
      keys: ['a b', '{}', '📦'],
      prefixes: [],
    });
    expect(parseNotification(payload(scopeOfPrefix('a"\\'), 0))).toMatchObject({
      version: 0,
      keys: [],
      prefixes: ['a"\\'],
    });
  });

  it('is about every key that changed, and fits, however many and long they are', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 60 }),
        fc.string({ unit: 'binary' }),
        (keys, with_) => {
          const changed = keys.map((rest) => with_ + rest);
          const scope = scopeOfKeys(changed);
          expect(changed.every((k) => covers(scope, k))).toBe(true);
          expect(Buffer.byteLength(payload(scope, LONGEST_VERSION))).toBeLessThan(8000);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('names the keys while they fit, and else what they all begin with', () => {
    const keys = (n: number) => Array.from({ length: n }, (_, i) => `counts:${1000 + i}`);
    expect(parseNotification(payload(scopeOfKeys(keys(500)))).keys).toHaveLength(500);
    expect(parseNotification(payload(scopeOfKeys(keys(900))))).toMatchObject({
      keys: [],
      prefixes: ['counts:1'],
    });
    expect(parseNotification(payload(scopeOfKeys([...keys(900), 'z'])))).toMatchObject({
      prefixes: [''],
    });
  });

  it('never cuts a character in two', () => {
    const many = ['📦', '📬'].flatMap((c) =>
      Array.from({ length: 400 }, (_, i) => `box ${c}${'x'.repeat(20)}${i}`),
    );
    const { prefixes } = parseNotification(payload(scopeOfKeys(many)));
    expect(prefixes).toEqual(['box ']);
  });

  it.each(['', 'hello', `${ORIGIN} {} x`, `${ORIGIN} { 7`, `${ORIGIN} 7`, `${ORIGIN} {p} 7`])(
    'that none of ours has sent is an error: %p',
    (text) => {
      expect(() => parseNotification(text)).toThrow(/not a notification|JSON/);
    },
  );
});
