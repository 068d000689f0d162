import { describe, expect, it } from '@jest/globals';
import type { Reading } from '../../api/types.js';
import { pastDayOf } from './past-day.js';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-01-02T12:00:00.000Z');

function reading(value: number | null, hoursAgo: number, afterGap = false): Reading {
  return {
    value,
    reason: value === null ? 'not in this runtime' : null,
    block: { number: 100_000 - hoursAgo * 600, hash: `0x${'0'.repeat(64)}`, finalized: true },
    seenAt: new Date(NOW - hoursAgo * HOUR_MS).toISOString(),
    untilBlock: 100_000,
    afterGap,
  };
}

describe('pastDayOf', () => {
  it('begins with the value that held a day ago', () => {
    const day = pastDayOf([reading(5, 40), reading(6, 30), reading(7, 3)], NOW);
    expect(day).toMatchObject({ value: 6, whole: true });
    expect(day?.points.map(({ value }) => value)).toEqual([6, 7]);
  });

  it('begins with the first that is known, and says so, when the history is shorter', () => {
    const day = pastDayOf([reading(6, 20), reading(7, 3)], NOW);
    expect(day).toMatchObject({ value: 6, whole: false, since: reading(6, 20).seenAt });
  });

  it('does not take for known what was not seen a day ago', () => {
    const day = pastDayOf([reading(5, 40), reading(7, 3, true)], NOW);
    expect(day).toMatchObject({ value: 7, whole: false });
  });

  it('takes 0 for a value, and what was unavailable for none', () => {
    expect(pastDayOf([reading(0, 30)], NOW)).toMatchObject({ value: 0, whole: true });
    expect(pastDayOf([reading(null, 30)], NOW)).toBeUndefined();
    expect(pastDayOf([], NOW)).toBeUndefined();
  });
});
