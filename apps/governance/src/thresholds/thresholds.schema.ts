import { z } from 'zod';
import {
  blockSchema,
  countsSchema,
  freshnessSchema,
  networkSchema,
} from '../chain/chain.schema.js';
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
  .max(100, 'must be of at most 100 characters')
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

const criterionSchema = z.object({
  required: z.int().nonnegative(),
  received: z.int().nonnegative(),
  met: z.boolean(),
});

/** What the vote needs, and by which sizes. */
export const judgementSchema = z.object({
  mode: z.string().describe('Canonically written.'),
  votes: z.object({
    votesFor: z.int(),
    votesAgainst: z.int(),
    smithVotes: z.int(),
    techCommVotes: z.int(),
  }),
  criteria: z.object({
    wot: criterionSchema,
    smiths: criterionSchema.nullable().describe('null: the mode gives smiths no say.'),
    techComm: criterionSchema.nullable().describe('null: the mode gives the committee no say.'),
  }),
  adopted: z.boolean().describe('Whether every criterion is met.'),
  snapshot: z.object({
    network: networkSchema,
    block: blockSchema,
    counts: countsSchema,
    freshness: freshnessSchema,
  }),
});
