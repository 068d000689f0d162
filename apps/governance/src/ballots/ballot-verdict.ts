import { z } from 'zod';
import { parseVoteMode } from '../thresholds/mode-text.js';
import { judge, SizeUnknownError } from '../thresholds/verdict.js';
import type { FrozenElectorate } from './frozen-electorate.js';
import { type Tallies, tallyFor } from './tallies.js';

const criterionSchema = z.object({ required: z.number(), received: z.number(), met: z.boolean() });

/** What the frozen electorate decided. */
export const ballotVerdictSchema = z.object({
  /** `null`: it can't be said. */
  adopted: z.boolean().nullable(),
  /** `null` in it: the mode gives that body no say of its own. */
  criteria: z
    .object({
      wot: criterionSchema,
      smiths: criterionSchema.nullable(),
      techComm: criterionSchema.nullable(),
    })
    .nullable(),
  /** Why it can't be said: a size that the mode asks for was not known when the ballot opened. */
  undecided: z.string().nullable(),
});

export type BallotVerdict = z.output<typeof ballotVerdictSchema>;

/** @throws TallyError when the tallies don't fit mode and electorate, VoteModeError */
export function judgeBallot(
  modeText: string,
  electorate: FrozenElectorate,
  tallies: Tallies,
): BallotVerdict {
  const mode = parseVoteMode(modeText);
  const { wotSize, smithSize, techCommSize } = electorate.counts;
  const tally = tallyFor(mode, tallies);
  try {
    const { adopted, criteria } = judge(mode, { wotSize, smithSize, techCommSize }, tally);
    return { adopted, criteria, undecided: null };
  } catch (error) {
    if (!(error instanceof SizeUnknownError)) throw error;
    return { adopted: null, criteria: null, undecided: error.message };
  }
}
