import type { PastReading } from 'nestjs-chain-cache';
import type { HistoryAnswer } from './past.schema.js';

/** A part of a history, and where the next one begins. */
export function historyAnswer(
  name: string,
  readings: readonly PastReading[],
  limit: number,
): HistoryAnswer {
  const values = readings.map(({ value, reason, block, seenAt, untilBlock, afterGap }) => {
    return { value, reason, block, seenAt, untilBlock, afterGap };
  });
  const last = readings.length < limit ? undefined : readings.at(-1);
  return { name, values, next: last === undefined ? null : last.untilBlock + 1 };
}
