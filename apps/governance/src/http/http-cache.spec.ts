import { describe, expect, it } from '@jest/globals';
import type { Freshness } from 'nestjs-chain-cache';
import { cacheControl, matches } from './http-cache.js';

const FRESH: Freshness = {
  state: 'fresh',
  fetchedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:01:00.000Z',
  ageSeconds: 3.2,
  tier: 'memory',
  reason: null,
};

const POLICY = { cacheGraceSeconds: 600, chainFollow: false };

describe('cacheControl', () => {
  it('gives a fresh answer the whole seconds that it has left', () => {
    expect(cacheControl(FRESH, POLICY)).toBe(
      'public, max-age=56, stale-while-revalidate=6, stale-if-error=600',
    );
  });

  it('lets nobody keep a stale answer unasked', () => {
    expect(cacheControl({ ...FRESH, state: 'stale' }, POLICY)).toContain('max-age=0,');
  });

  it('never gives a negative age', () => {
    expect(cacheControl({ ...FRESH, ageSeconds: 61 }, POLICY)).toContain('max-age=0,');
  });

  it('gives an answer at most the time of a block while the chain is followed', () => {
    const followed = { ...POLICY, chainFollow: true };
    expect(cacheControl(FRESH, followed)).toContain('max-age=6,');
    expect(cacheControl({ ...FRESH, ageSeconds: 57 }, followed)).toContain('max-age=3,');
  });

  it('keeps what never expires for a year', () => {
    for (const chainFollow of [false, true]) {
      const policy = { ...POLICY, chainFollow };
      const header = cacheControl({ ...FRESH, expiresAt: null }, policy);
      expect(header).toContain('max-age=31536000,');
    }
  });
});

describe('matches', () => {
  const etag = 'W/"abc"';

  it.each([[etag], ['"abc"'], ['*'], ['"x", W/"abc"'], [' W/"abc" ,"y"']])('knows %s', (known) => {
    expect(matches(known, etag)).toBe(true);
  });

  it.each([[undefined], [''], ['"ab"'], ['W/"abcd"'], ['abc'], ['"x","y"']])(
    'does not take %s for it',
    (known) => {
      expect(matches(known, etag)).toBe(false);
    },
  );
});
