import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseVoteMode, printVoteMode } from './mode-text.js';
import { VoteModeError } from './vote-mode.js';

describe('parseVoteMode', () => {
  it('reads letters and their numbers', () => {
    expect(parseVoteMode('D30M50B.1G.2S.1T.15C7N2R0')).toEqual({
      durationDays: 30,
      majorityPercent: 50,
      base: 0.1,
      gradient: 0.2,
      smithExponent: 0.1,
      committeeExponent: 0.15,
      constant: 7,
      ratioMultiplier: 2,
      ratioMode: 0,
    });
  });

  it('fills in what is common and gives no body a say unasked', () => {
    expect(parseVoteMode('D30')).toEqual({
      durationDays: 30,
      majorityPercent: 50,
      base: 0.1,
      gradient: 0.2,
      constant: 0,
    });
  });

  it.each([
    ['', 'the mode is empty'],
    ['X1', '"X1" begins with none of D, M, B, G, C, S, T, N, R'],
    ['d30', '"d30" begins with none of'],
    ['30', '"30" begins with none of'],
    ['M50M60', 'M stands there twice'],
    ['M', 'M must be a percentage from 0 to 100, not ""'],
    ['M101', 'M must be a percentage from 0 to 100, not "101"'],
    ['D1.5', 'D must be whole days from 1 to 3650, not "1.5"'],
    ['B1.1', 'B must be a number from 0 to 1, not "1.1"'],
    ['G.', 'G must be a number from 0 to 1, not "."'],
    ['G1.2.3', 'G must be a number from 0 to 1, not "1.2.3"'],
    ['R2', 'R must be 0 or 1, not "2"'],
    ['M50 B.1', '" " begins with none of'],
    ['M50🗳1', '"🗳1" begins with none of'],
    ['M-5', 'M must be a percentage from 0 to 100, not ""'],
  ])('refuses %j', (text, message) => {
    expect(() => parseVoteMode(text)).toThrow(VoteModeError);
    expect(() => parseVoteMode(text)).toThrow(message);
  });
});

describe('printVoteMode', () => {
  it('has one text for one mode', () => {
    expect(printVoteMode(parseVoteMode('T0.10S0.1G.20C0B.1M50.0D030'))).toBe('D30M50B.1G.2S.1T.1');
  });

  it('writes what parseVoteMode reads', () => {
    const share = fc.nat(1e9).map((value) => value / 1e9);
    const modes = fc.record(
      {
        durationDays: fc.integer({ min: 1, max: 3650 }),
        majorityPercent: fc.nat(100),
        base: share,
        gradient: share,
        constant: fc.nat(1e9),
        smithExponent: share,
        committeeExponent: share,
        ratioMultiplier: fc.nat(1000),
        ratioMode: fc.nat(1),
      },
      { requiredKeys: ['majorityPercent', 'base', 'gradient', 'constant'] },
    );
    fc.assert(
      fc.property(modes, (mode) => {
        expect(parseVoteMode(printVoteMode(mode))).toEqual(mode);
      }),
    );
  });
});
