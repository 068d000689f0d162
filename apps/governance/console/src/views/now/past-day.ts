import type { Reading } from '../../api/types.js';
import type { Value } from '../../format/numbers.js';

const DAY_MS = 86_400_000;

/** How a count came to be what it is, over the last day or what is known of it. */
export interface PastDay {
  /** What it was a day ago; else the first that is known. */
  readonly value: Value;
  /** When that began to hold, or was seen first (ISO 8601). */
  readonly since: string;
  /** Whether the whole day is known. */
  readonly whole: boolean;
  /** Values and when they were seen first, oldest first, from that one on. */
  readonly points: readonly { readonly at: number; readonly value: Value }[];
}

/**
 * @param readings from before a day ago on, oldest first
 * @returns undefined: nothing is known
 */
export function pastDayOf(readings: readonly Reading[], now: number): PastDay | undefined {
  const known = readings.flatMap(({ value, seenAt, afterGap }) =>
    value === null ? [] : [{ value, seenAt, afterGap, at: Date.parse(seenAt) }],
  );
  const yesterday = known.findLastIndex(({ at }) => at <= now - DAY_MS);
  // After a gap, what was known before it says little of the moment a day ago.
  const whole = yesterday !== -1 && known[yesterday + 1]?.afterGap !== true;
  const points = known.slice(whole ? yesterday : yesterday + 1);
  const [first] = points;
  return first && { value: first.value, since: first.seenAt, whole, points };
}
