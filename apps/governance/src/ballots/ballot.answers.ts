import { z } from 'zod';
import type { BallotClosing } from './ballot-closing.entity.js';
import { ballotVerdictSchema } from './ballot-verdict.js';
import type { Ballot } from './ballot.entity.js';
import { comparisonSchema } from './comparison.js';
import { frozenElectorateSchema } from './frozen-electorate.js';
import { talliesSchema } from './tallies.js';

/** A ballot with the electorate that decides it. */
export const ballotAnswerSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  mode: z.string(),
  state: z.enum(['open', 'closed']),
  openedAt: z.iso.datetime(),
  electorate: frozenElectorateSchema,
  /** Of the canonical JSON (RFC 8785) of `electorate`. */
  electorateDigest: z.string().regex(/^sha256:[\da-f]{64}$/),
  /** `null` while it is open. */
  closing: z
    .object({
      closedAt: z.iso.datetime(),
      tallies: talliesSchema,
      verdict: ballotVerdictSchema,
      comparison: comparisonSchema,
    })
    .nullable(),
});

/** Newest first. */
export const ballotListSchema = z.object({
  ballots: z.array(ballotAnswerSchema),
  /** For `after` of the next page; `null`: there is none. */
  next: z.uuid().nullable(),
});

export type BallotAnswer = z.output<typeof ballotAnswerSchema>;
export type BallotList = z.output<typeof ballotListSchema>;

export function presentBallot(ballot: Ballot): BallotAnswer {
  const { closing } = ballot;
  if (closing === null) return presentOpened(ballot);
  return { ...presentOpened(ballot), state: 'closed', closing: presentClosing(closing) };
}

/** As it was when it had just been opened, whatever became of it. */
export function presentOpened(ballot: Ballot): BallotAnswer {
  const { id, title, mode, openedAt, electorate, electorateDigest } = ballot;
  return {
    id,
    title,
    mode,
    state: 'open',
    openedAt: openedAt.toISOString(),
    electorate,
    electorateDigest,
    closing: null,
  };
}

function presentClosing({ closedAt, tallies, verdict, comparison }: BallotClosing) {
  return { closedAt: closedAt.toISOString(), tallies, verdict, comparison };
}
