import { describe, expect, it } from '@jest/globals';
import { queryOf, termsOf } from './vote-terms.js';

describe('the terms of a vote', () => {
  it('are in the address and come back from it', () => {
    const terms = {
      mode: 'D30M50B.1G.2',
      tally: { votesFor: 94, votesAgainst: 0, smithVotes: 2, techCommVotes: 1 },
    };
    expect(termsOf(queryOf(terms))).toEqual(terms);
  });

  it('are those of the API where the address leaves them out', () => {
    expect(termsOf(new URLSearchParams('votesFor=5'))).toEqual({
      mode: 'D30M50B.1G.2S.1T.1',
      tally: { votesFor: 5, votesAgainst: 0, smithVotes: 0, techCommVotes: 0 },
    });
  });

  it.each(['-1', '1.5', '1e3', 'many', ''])('take %p for no votes', (votes) => {
    expect(termsOf(new URLSearchParams({ votesFor: votes })).tally.votesFor).toBe(0);
  });
});
