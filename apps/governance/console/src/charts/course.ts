import type { Reading } from '../api/types.js';

const BLOCK_MS = 6000;

/** A value and the time in which it held, in ms since the epoch. */
export interface Stretch {
  readonly reading: Reading;
  readonly from: number;
  readonly to: number;
}

/** A time in which nobody followed the chain. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What a count was over time. */
export interface Course {
  /** Oldest first. */
  readonly stretches: readonly Stretch[];
  readonly gaps: readonly Gap[];
}

/** Until when the newest value is known to hold. */
export interface Present {
  readonly block: number;
  readonly at: number;
}

/** Times are known of where values begin; where one ends before a gap, the blocks tell. */
export function courseOf(readings: readonly Reading[], present: Present): Course {
  const stretches = readings.map((reading, i): Stretch => {
    const from = Date.parse(reading.seenAt);
    return { reading, from, to: Math.max(from, endOf(reading, readings[i + 1], present)) };
  });
  const gaps = stretches.flatMap(({ reading, from }, i) => {
    const before = stretches[i - 1];
    return reading.afterGap && before !== undefined ? [{ from: before.to, to: from }] : [];
  });
  return { stretches, gaps };
}

function endOf(reading: Reading, next: Reading | undefined, present: Present): number {
  if (next !== undefined && !next.afterGap) return Date.parse(next.seenAt);
  if (next === undefined && reading.untilBlock >= present.block) return present.at;
  const seen = (reading.untilBlock - reading.block.number) * BLOCK_MS;
  const latest = next === undefined ? present.at : Date.parse(next.seenAt);
  return Math.min(Date.parse(reading.seenAt) + seen, latest);
}
