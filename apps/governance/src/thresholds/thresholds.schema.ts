import { z } from 'zod';
import { parseVoteMode } from './mode-text.js';
import { VoteModeError } from './vote-mode.js';

const once = { error: 'must be given once' };

const votes = z
  .string(once)
  .regex(/^\d{1,10}$/, 'must be a whole number of votes')
  .transform(Number)
  .default(0);

const mode = z
  .string(once)
  .max(100)
  .transform((text, context) => {
    try {
      return parseVoteMode(text);
    } catch (error) {
      if (!(error instanceof VoteModeError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** Query of `GET /thresholds`: how the vote is decided, and how it stands. */
export const thresholdsQuery = z.strictObject({
  mode: mode.prefault('D30M50B.1G.2S.1T.1'),
  votesFor: votes,
  votesAgainst: votes,
  smithVotes: votes,
  techCommVotes: votes,
});

export type ThresholdsQuery = z.output<typeof thresholdsQuery>;
