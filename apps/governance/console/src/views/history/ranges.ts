/** Spans of time to look at, in seconds; `Infinity`: from the beginning. */
export const RANGES = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  all: Infinity,
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];

export function rangeOf(text: string | null): RangeName {
  return RANGE_NAMES.find((name) => name === text) ?? 'day';
}

/** No chain of this family makes more: where some are missing, this reaches further back. */
const BLOCK_SECONDS = 6;

/** The block from which on to ask, to have all of a range. */
export function firstBlockOf(range: RangeName, newest: number): number {
  return Math.max(0, newest - RANGES[range] / BLOCK_SECONDS);
}
