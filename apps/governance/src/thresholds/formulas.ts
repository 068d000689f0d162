import type { VoteMode } from './vote-mode.js';

type Inertia = Pick<VoteMode, 'majorityPercent' | 'base' | 'gradient' | 'constant'>;

/**
 * The share of the votes cast that a proposal needs, in percent: the majority at full turnout,
 * towards unanimity the fewer vote. `M + (100 - M) * (1 - (T / W)^G)`, the inertial rule of the
 * Ğ1 community.
 * @param wotSize members, `W`
 * @param votes votes cast, `T`, from 0 to `wotSize`
 */
export function requiredSharePercent(mode: Inertia, wotSize: number, votes: number): number {
  const turnout = wotSize === 0 ? 0 : votes / wotSize;
  return mode.majorityPercent + (100 - mode.majorityPercent) * (1 - turnout ** mode.gradient);
}

/**
 * The bar before it is rounded up to whole votes:
 * `R = C + B^W + (M + (1 - M) * (1 - (T / W)^G)) * max(0, T - C)`.
 */
export function inertialBar(mode: Inertia, wotSize: number, votes: number): number {
  const sharePercent = requiredSharePercent(mode, wotSize, votes);
  const inertial = (sharePercent * Math.max(0, votes - mode.constant)) / 100;
  return mode.constant + mode.base ** wotSize + withoutNoise(inertial);
}

/**
 * How many votes for it a proposal needs among members: {@link inertialBar}, rounded up.
 *
 * At least 1: what nobody voted for is not adopted, though `B^W` is too small for a number to
 * carry in all but the smallest electorates.
 */
export function inertialThreshold(mode: Inertia, wotSize: number, votes: number): number {
  return Math.max(1, Math.ceil(inertialBar(mode, wotSize, votes)));
}

/** How many of a body's members must vote for a proposal: `size^exponent`, rounded up. */
export function bodyThreshold(size: number, exponent: number): number {
  return Math.ceil(withoutNoise(size ** exponent));
}

/** Some units in the last place: what floating point may be off by after a few operations. */
const NOISE = 2 ** -46;

/** A whole number that arithmetic missed by a hair, so that rounding up does not add a vote. */
function withoutNoise(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= whole * NOISE ? whole : value;
}
