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

describe('cacheControl', () => {
  it('gives a fresh answer the whole seconds that it has left', () => {
    expect(cacheControl(FRESH, 600)).toBe(
      'public, max-age=56, stale-while-revalidate=6, stale-if-error=600',
    );
  });

  it('lets nobody keep a stale answer unasked', () => {
    expect(cacheControl({ ...FRESH, state: 'stale' }, 600)).toContain('max-age=0,');
  });

  it('never gives a negative age', () => {
    expect(cacheControl({ ...FRESH, ageSeconds: 61 }, 600)).toContain('max-age=0,');
  });

  it('keeps what never expires for a year', () => {
    expect(cacheControl({ ...FRESH, expiresAt: null }, 600)).toContain('max-age=31536000,');
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
