import type { Tally } from '../../../../src/thresholds/verdict.js';

/** How a vote is decided and how it stands: what the address of the view holds. */
export interface VoteTerms {
  /** As it was typed: perhaps not a mode. */
  readonly mode: string;
  readonly tally: Tally;
}

/** The calculator's way of saying which mode is which. */
export const MODES = {
  common: 'D30M50B.1G.2S.1T.1',
  members: 'D30M50B.1G.2',
  strict: 'D30M66.67B.1G.2S.1T.1',
  bare: 'D30M50B.1G0',
} as const;

/** The reference case of the formula. */
const EXAMPLE: VoteTerms = {
  mode: MODES.common,
  tally: { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 },
};

/** The same names as those of `GET /api/v1/thresholds`; what is missing is as there. */
export function termsOf(query: URLSearchParams): VoteTerms {
  if (query.size === 0) return EXAMPLE;
  const votes = (name: keyof Tally) => wholeNumber(query.get(name));
  return {
    mode: query.get('mode') ?? MODES.common,
    tally: {
      votesFor: votes('votesFor'),
      votesAgainst: votes('votesAgainst'),
      smithVotes: votes('smithVotes'),
      techCommVotes: votes('techCommVotes'),
    },
  };
}

export function queryOf({ mode, tally }: VoteTerms): URLSearchParams {
  const votes = Object.entries(tally).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams([['mode', mode], ...votes]);
}

/** 0 for what is no number of votes. */
export function wholeNumber(text: string | null): number {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : 0;
}
