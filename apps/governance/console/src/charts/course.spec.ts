import { describe, expect, it } from '@jest/globals';
import type { Reading } from '../api/types.js';
import { courseData } from './course-data.js';
import { courseOf } from './course.js';

const BLOCK_MS = 6000;

function reading(value: number | null, first: number, last: number, afterGap = false): Reading {
  return {
    value,
    reason: null,
    block: { number: first, hash: `0x${'0'.repeat(64)}`, finalized: true },
    seenAt: new Date(first * BLOCK_MS).toISOString(),
    untilBlock: last,
    afterGap,
  };
}

const PRESENT = { block: 60, at: 60 * BLOCK_MS };

describe('courseOf', () => {
  it('lets each value hold until the next, and the newest until now', () => {
    const { stretches, gaps } = courseOf([reading(5, 0, 9), reading(6, 10, 60)], PRESENT);
    expect(stretches).toMatchObject([
      { from: 0, to: 10 * BLOCK_MS },
      { from: 10 * BLOCK_MS, to: PRESENT.at },
    ]);
    expect(gaps).toEqual([]);
  });

  it('ends a value before a gap where it was seen last', () => {
    const { stretches, gaps } = courseOf([reading(5, 0, 9), reading(6, 40, 60, true)], PRESENT);
    expect(stretches[0]?.to).toBe(9 * BLOCK_MS);
    expect(gaps).toEqual([{ from: 9 * BLOCK_MS, to: 40 * BLOCK_MS }]);
  });

  it('never lets a value reach beyond the next one, or beyond now', () => {
    const quick = { ...reading(6, 40, 60, true), seenAt: new Date(1000).toISOString() };
    const { stretches } = courseOf([reading(5, 0, 30), quick], { block: 99, at: 2000 });
    expect(stretches.map(({ to }) => to)).toEqual([1000, 2000]);
  });
});

describe('courseData', () => {
  it('breaks the line at a gap and where there was no value, and climbs in one step', () => {
    const readings = [
      reading(0, 0, 9),
      reading(6, 10, 19),
      reading(7, 40, 49, true),
      reading(null, 50, 60),
    ];
    const { times, values, starts } = courseData(courseOf(readings, PRESENT), 1);
    expect(values).toEqual([0, 0, 6, 6, null, 7, 7, null, null]);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(starts).toEqual([0, 2, 5, 7]);
  });

  it('draws hundredths as what they are hundredths of', () => {
    const amount = { ...reading(0, 0, 60), value: '8234567890' };
    expect(courseData(courseOf([amount], PRESENT), 0.01).values).toEqual([82345678.9, 82345678.9]);
  });
});
