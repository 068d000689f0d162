import { describe, expect, it } from '@jest/globals';
import { TallyError } from '../thresholds/verdict.js';
import { VoteModeError } from '../thresholds/vote-mode.js';
import { judgeBallot } from './ballot-verdict.js';
import type { FrozenElectorate } from './frozen-electorate.js';

const MODE = 'D30M50B.1G.2S.1T.1';
const TALLIES = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };

function electorateOf(counts: FrozenElectorate['counts']): FrozenElectorate {
  return {
    network: { name: 'Dev', specName: 'g1', specVersion: 1, genesisHash: '0x', development: true },
    block: { number: 7, hash: '0x07', finalized: true },
    counts,
    amounts: {},
    unavailable: [],
    provenance: { endpoint: 'ws://n', fetchedAt: '', state: 'fresh', reason: null },
    reservations: [],
  };
}

const ELECTORATE = electorateOf({ wotSize: 7224, smithSize: 20, techCommSize: 5 });

describe('judgeBallot', () => {
  it('judges by the frozen electorate', () => {
    expect(judgeBallot(MODE, ELECTORATE, TALLIES)).toEqual({
      adopted: true,
      criteria: {
        wot: { required: 94, received: 94, met: true },
        smiths: { required: 2, received: 2, met: true },
        techComm: { required: 2, received: 2, met: true },
      },
      undecided: null,
    });
    const lost = { ...TALLIES, votesFor: 93, votesAgainst: 27 };
    expect(judgeBallot(MODE, ELECTORATE, lost).adopted).toBe(false);
  });

  it('does without the votes of a body that has no say', () => {
    const { votesFor, votesAgainst } = TALLIES;
    expect(judgeBallot('M50', ELECTORATE, { votesFor, votesAgainst }).adopted).toBe(true);
  });

  it('takes no vote that is missing for 0', () => {
    const { techCommVotes, ...others } = TALLIES;
    expect(techCommVotes).toBe(2);
    expect(() => judgeBallot(MODE, ELECTORATE, others)).toThrow(TallyError);
    expect(() => judgeBallot(MODE, ELECTORATE, others)).toThrow('techCommVotes');
  });

  it('can not be said where a size that counts was not known', () => {
    const electorate = electorateOf({ wotSize: 7224, smithSize: 20 });
    expect(judgeBallot(MODE, electorate, TALLIES)).toEqual({
      adopted: null,
      criteria: null,
      undecided: expect.stringContaining('techCommSize'),
    });
    expect(judgeBallot('M50S.1', electorate, TALLIES).adopted).toBe(true);
  });

  it('counts a body of 0 as known', () => {
    const electorate = electorateOf({ wotSize: 7224, smithSize: 20, techCommSize: 0 });
    const verdict = judgeBallot(MODE, electorate, { ...TALLIES, techCommVotes: 0 });
    expect(verdict.criteria?.techComm).toEqual({ required: 0, received: 0, met: true });
  });

  it('refuses more votes than voters, and the ratio mode', () => {
    const tooMany = { ...TALLIES, votesFor: 7200 };
    expect(() => judgeBallot(MODE, ELECTORATE, tooMany)).toThrow(TallyError);
    expect(() => judgeBallot('M50R1', ELECTORATE, TALLIES)).toThrow(VoteModeError);
  });
});
