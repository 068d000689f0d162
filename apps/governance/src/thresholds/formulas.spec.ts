import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyThreshold, inertialThreshold, requiredSharePercent } from './formulas.js';

const COMMON = { majorityPercent: 50, base: 0.1, gradient: 0.2, constant: 0 };

const modes = fc.record({
  majorityPercent: fc.integer({ min: 0, max: 100 }),
  base: fc.double({ min: 0, max: 1, noNaN: true }),
  gradient: fc.double({ min: 0, max: 1, noNaN: true }),
  constant: fc.constant(0),
});

/** A turnout that is possible: members, and how many of them voted. */
const turnouts = fc
  .integer({ min: 1, max: 10_000_000 })
  .chain((wotSize) => fc.tuple(fc.constant(wotSize), fc.integer({ min: 1, max: wotSize })));

describe('inertialThreshold', () => {
  it('gives 94 for the reference case', () => {
    expect(inertialThreshold(COMMON, 7224, 120)).toBe(94);
  });

  it.each([
    ['full turnout needs the majority', COMMON, 7224, 7224, 3612],
    ['one of two voters is not above one half of a very small electorate', COMMON, 2, 2, 2],
    ['a single voter decides alone', COMMON, 1, 1, 1],
    ['the first voter of many needs unanimity, which is one vote', COMMON, 7224, 1, 1],
    ['nothing is adopted by nobody', COMMON, 7224, 0, 1],
    ['nor in an empty electorate', COMMON, 0, 0, 1],
    ['gradient 0 asks for the majority at any turnout', { ...COMMON, gradient: 0 }, 7224, 120, 60],
    ['gradient 1 is linear', { ...COMMON, gradient: 1 }, 1000, 500, 375],
    ['a constant base comes on top', { ...COMMON, gradient: 0, constant: 20 }, 7224, 120, 70],
    ['no more than the constant is asked of fewer', { ...COMMON, constant: 200 }, 7224, 120, 200],
    ['7 % of 100 is 7', { ...COMMON, majorityPercent: 7, base: 0 }, 100, 100, 7],
    ['57 % of 100 is 57', { ...COMMON, majorityPercent: 57, base: 0 }, 100, 100, 57],
    ['millions', { ...COMMON, base: 0 }, 9_000_000, 9_000_000, 4_500_000],
  ])('%s', (_, mode, wotSize, votes, required) => {
    expect(inertialThreshold(mode, wotSize, votes)).toBe(required);
  });

  it('asks for more than the bare majority and never for more than there are', () => {
    fc.assert(
      fc.property(modes, turnouts, (mode, [wotSize, votes]) => {
        const required = inertialThreshold({ ...mode, base: 0 }, wotSize, votes);
        expect(required).toBeGreaterThanOrEqual(Math.floor((mode.majorityPercent * votes) / 100));
        expect(required).toBeLessThanOrEqual(votes);
      }),
    );
  });

  it('never asks for a greater share of more votes', () => {
    fc.assert(
      fc.property(modes, turnouts, fc.nat(), (mode, [wotSize, votes], more) => {
        const higher = Math.min(wotSize, votes + more);
        const share = requiredSharePercent(mode, wotSize, votes);
        expect(requiredSharePercent(mode, wotSize, higher)).toBeLessThanOrEqual(share);
      }),
    );
  });
});

describe('bodyThreshold', () => {
  it.each([
    [20, 0.1, 2],
    [5, 0.1, 2],
    [1024, 0.1, 2],
    [59_049, 0.1, 3],
    [1, 0.1, 1],
    [0, 0.1, 0],
    [20, 0, 1],
    [20, 1, 20],
    [3_000_000, 1, 3_000_000],
  ])('of %i with exponent %d asks for %i', (size, exponent, required) => {
    expect(bodyThreshold(size, exponent)).toBe(required);
  });
});
