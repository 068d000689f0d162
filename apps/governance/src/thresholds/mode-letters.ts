import type { VoteMode } from './vote-mode.js';

/** One parameter of a vote mode: where it belongs, and what it may be. */
export interface ModeLetter {
  readonly field: keyof VoteMode;
  readonly allowed: string;
  readonly allows: (value: number) => boolean;
}

const within = (least: number, most: number) => (value: number) => value >= least && value <= most;
const wholeWithin = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && within(least, most)(value);

const days = { allowed: 'whole days from 1 to 3650', allows: wholeWithin(1, 3650) };
const percentage = { allowed: 'a percentage from 0 to 100', allows: within(0, 100) };
const exponent = { allowed: 'a number from 0 to 1', allows: within(0, 1) };
const votes = { allowed: 'whole votes from 0 to 1000000000', allows: wholeWithin(0, 1e9) };
const multiplier = { allowed: 'a number from 0 to 1000', allows: within(0, 1000) };
const flag = { allowed: '0 or 1', allows: wholeWithin(0, 1) };

/** By their letters, in canonical order. */
export const MODE_LETTERS: ReadonlyMap<string, ModeLetter> = new Map<string, ModeLetter>([
  ['D', { field: 'durationDays', ...days }],
  ['M', { field: 'majorityPercent', ...percentage }],
  ['B', { field: 'base', ...exponent }],
  ['G', { field: 'gradient', ...exponent }],
  ['C', { field: 'constant', ...votes }],
  ['S', { field: 'smithExponent', ...exponent }],
  ['T', { field: 'committeeExponent', ...exponent }],
  ['N', { field: 'ratioMultiplier', ...multiplier }],
  ['R', { field: 'ratioMode', ...flag }],
]);
