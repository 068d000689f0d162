import { describe, expect, it } from '@jest/globals';
import { isFresh, keptEntry, keptFromText, present } from './kept-entry.js';

const written = {
  key: 'k',
  version: 7,
  fetchedAtMs: Date.UTC(2026, 0, 1),
  ageMs: 10_000,
  freshMs: 50_000,
  servableMs: 80_000,
  order: null,
};

describe('a kept entry', () => {
  it('lives for as long as the store said, counted from before it was asked', () => {
    const entry = keptEntry(written, 1, 1_000_000);
    expect(isFresh(entry, 1_049_999)).toBe(true);
    expect(isFresh(entry, 1_050_000)).toBe(false);
    expect(entry.servableUntil).toBe(1_080_000);
  });

  it('is shown with its age, by no wall clock of ours', () => {
    const entry = keptEntry(written, { n: 1 }, 1_000_000);
    expect(present(entry, 'memory', 1_005_000)).toEqual({
      key: 'k',
      value: { n: 1 },
      fetchedAt: new Date('2026-01-01T00:00:00Z'),
      expiresAt: new Date('2026-01-01T00:01:00Z'),
      ageSeconds: 15,
      state: 'fresh',
      reason: null,
      tier: 'memory',
    });
    const stale = present(entry, 'postgres', 1_060_000, 'LOAD_SLOW');
    expect(stale).toMatchObject({ state: 'stale', reason: 'LOAD_SLOW', tier: 'postgres' });
    expect(present(entry, 'postgres', 1_060_000).reason).toBe('EXPIRED');
  });

  it('that never expires says so', () => {
    const entry = keptEntry({ ...written, freshMs: Infinity, servableMs: Infinity }, 1, 0);
    expect(present(entry, 'memory', 1e15)).toMatchObject({ expiresAt: null, state: 'fresh' });
  });

  it('is never of a negative age', () => {
    expect(present(keptEntry({ ...written, ageMs: -3 }, 1, 0), 'loader', 0).ageSeconds).toBe(0);
  });

  it.each([null, 0, false, '', { n: [1] }])(
    'what was written as %j is that, once and for all',
    (value) => {
      const entry = keptFromText(written, JSON.stringify(value), 0);
      expect(entry.value).toEqual(value);
      expect(entry.value).toBe(entry.value);
      expect(Object.isFrozen(entry.value)).toBe(true);
    },
  );
});
