import type { BlockReference } from '../chain-snapshot.js';

/** One value of a count in the past: from `block` to `untilBlock` nothing else was seen. */
export interface PastReading {
  readonly name: string;
  /** A whole number of 0 or more; of an amount, a decimal string; `null`: unavailable then. */
  readonly value: number | string | null;
  /** Why it was unavailable; `null` when it was not. */
  readonly reason: string | null;
  /** The first finalized head at which it was seen. */
  readonly block: BlockReference;
  /** When that was (ISO 8601, the database's clock). */
  readonly seenAt: string;
  /** The last finalized head at which it was seen. */
  readonly untilBlock: number;
  /** Whether nobody followed the chain right before: what the value was then is not known. */
  readonly afterGap: boolean;
}

/** Which part of a history. */
export interface HistoryRange {
  /** First block of interest. Default 0. */
  readonly from?: number;
  /** Last block of interest. Default: the newest. */
  readonly to?: number;
  /** How many values at most, the oldest ones: 1 to 1000. Default 100. */
  readonly limit?: number;
}

export const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 100;

/** A range with its defaults; undefined when it is none. */
export function checkedRange(range: HistoryRange): Required<HistoryRange> | undefined {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = DEFAULT_LIMIT } = range;
  const good = [from, to, limit].every((number) => Number.isSafeInteger(number));
  if (!good || from < 0 || to < from || limit < 1 || limit > MAX_LIMIT) return undefined;
  return { from, to, limit };
}
