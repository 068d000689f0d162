import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseVoteMode } from './mode-text.js';
import { judge, SizeUnknownError, TallyError } from './verdict.js';
import { VoteModeError } from './vote-mode.js';

const ELECTORATE = { wotSize: 7224, smithSize: 20, techCommSize: 5 };
const TALLY = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };
const MODE = parseVoteMode('D30M50B.1G.2S.1T.1');

describe('judge', () => {
  it('adopts what meets every criterion', () => {
    expect(judge(MODE, ELECTORATE, TALLY)).toEqual({
      criteria: {
        wot: { required: 94, received: 94, met: true },
        smiths: { required: 2, received: 2, met: true },
        techComm: { required: 2, received: 2, met: true },
      },
      adopted: true,
    });
  });

  it.each([
    ['members', { ...TALLY, votesFor: 93, votesAgainst: 27 }],
    ['smiths', { ...TALLY, smithVotes: 1 }],
    ['the committee', { ...TALLY, techCommVotes: 1 }],
  ])('rejects what %s did not carry', (_, tally) => {
    expect(judge(MODE, ELECTORATE, tally).adopted).toBe(false);
  });

  it('leaves out bodies that have no say, known or not', () => {
    const electorate = { wotSize: 7224, smithSize: undefined, techCommSize: undefined };
    const { criteria, adopted } = judge(parseVoteMode('M50'), electorate, TALLY);
    expect(criteria.smiths).toBeNull();
    expect(criteria.techComm).toBeNull();
    expect(adopted).toBe(true);
  });

  it('assumes nothing about a size that is not known', () => {
    const electorate = { ...ELECTORATE, techCommSize: undefined };
    expect(() => judge(MODE, electorate, TALLY)).toThrow(SizeUnknownError);
  });

  it.each([
    [{ ...TALLY, votesAgainst: 7131 }],
    [{ ...TALLY, smithVotes: 21 }],
    [{ ...TALLY, techCommVotes: 6 }],
  ])('refuses more votes than voters', (tally) => {
    expect(() => judge(MODE, ELECTORATE, tally)).toThrow(TallyError);
  });

  it('does not pretend to know the ratio vote', () => {
    expect(() => judge(parseVoteMode('R1'), ELECTORATE, TALLY)).toThrow(VoteModeError);
  });

  it('never turns an adopted proposal down for one more vote in its favour', () => {
    const tallies = fc
      .integer({ min: 1, max: 7224 })
      .chain((votes) => fc.tuple(fc.constant(votes), fc.nat({ max: votes - 1 })));
    fc.assert(
      fc.property(tallies, ([votes, votesFor]) => {
        const adopted = (given: number) => {
          const tally = { ...TALLY, votesFor: given, votesAgainst: votes - given };
          return judge(MODE, ELECTORATE, tally).adopted;
        };
        expect(adopted(votesFor + 1) || !adopted(votesFor)).toBe(true);
      }),
    );
  });
});
