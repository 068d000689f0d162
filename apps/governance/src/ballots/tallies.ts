import { z } from 'zod';
import { TallyError, type Tally } from '../thresholds/verdict.js';
import type { VoteMode } from '../thresholds/vote-mode.js';

const votes = z.int().nonnegative();

/** What was counted. Votes of a body are needed where the mode gives it a say of its own. */
export const talliesSchema = z.strictObject({
  votesFor: votes,
  votesAgainst: votes,
  smithVotes: votes.optional(),
  techCommVotes: votes.optional(),
});

export type Tallies = z.output<typeof talliesSchema>;

/** @throws TallyError when votes that the mode asks for are not given: none is taken for 0 */
export function tallyFor(mode: VoteMode, given: Tallies): Tally {
  const { votesFor, votesAgainst } = given;
  return {
    votesFor,
    votesAgainst,
    smithVotes: bodyVotes('smithVotes', mode.smithExponent, given),
    techCommVotes: bodyVotes('techCommVotes', mode.committeeExponent, given),
  };
}

function bodyVotes(
  name: 'smithVotes' | 'techCommVotes',
  exponent: number | undefined,
  given: Tallies,
): number {
  if (exponent === undefined) return 0;
  const received = given[name];
  if (received === undefined) throw new TallyError(`this vote can't be judged without ${name}`);
  return received;
}
