import { bodyThreshold, inertialThreshold } from './formulas.js';
import { type VoteMode, VoteModeError } from './vote-mode.js';

/** Who could vote. A body is undefined where its size is not known. */
export interface Electorate {
  readonly wotSize: number | undefined;
  readonly smithSize: number | undefined;
  readonly techCommSize: number | undefined;
}

/** How they voted. */
export interface Tally {
  readonly votesFor: number;
  readonly votesAgainst: number;
  /** Votes of smiths for it. */
  readonly smithVotes: number;
  /** Votes of committee members for it. */
  readonly techCommVotes: number;
}

interface Criterion {
  readonly required: number;
  readonly received: number;
  readonly met: boolean;
}

/** `null`: the mode gives that body no say of its own. */
export interface Verdict {
  readonly criteria: {
    readonly wot: Criterion;
    readonly smiths: Criterion | null;
    readonly techComm: Criterion | null;
  };
  /** Whether every criterion is met. */
  readonly adopted: boolean;
}

/** The numbers do not go together; the message says which. */
export class TallyError extends Error {
  readonly code = 'TALLY_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'TallyError';
  }
}

/** A size that the mode asks for is not known: nothing can be said, and nothing is assumed. */
export class SizeUnknownError extends Error {
  readonly code = 'SIZE_UNKNOWN';

  constructor(readonly count: keyof Electorate) {
    super(`${count} is not known, and this vote can't be judged without it`);
    this.name = 'SizeUnknownError';
  }
}

/**
 * Judges a vote: members by the inertial threshold, and smiths and committee where the mode gives
 * them a say.
 * @throws TallyError when more voted than there are, SizeUnknownError, VoteModeError for R1
 */
export function judge(mode: VoteMode, electorate: Electorate, tally: Tally): Verdict {
  if (mode.ratioMode === 1) {
    throw new VoteModeError({ kind: 'ratio' }, 'R must be 0: a ratio vote is not judged here');
  }
  const criteria = {
    wot: judgeMembers(mode, electorate, tally),
    smiths: judgeBody(mode.smithExponent, electorate, 'smithSize', tally.smithVotes),
    techComm: judgeBody(mode.committeeExponent, electorate, 'techCommSize', tally.techCommVotes),
  };
  const adopted = Object.values(criteria).every((criterion) => criterion?.met ?? true);
  return { criteria, adopted };
}

function judgeMembers(mode: VoteMode, electorate: Electorate, tally: Tally): Criterion {
  const size = sizeOf(electorate, 'wotSize');
  const votes = tally.votesFor + tally.votesAgainst;
  refuseTooMany(votes, size, 'wotSize');
  return criterion(inertialThreshold(mode, size, votes), tally.votesFor);
}

function judgeBody(
  exponent: number | undefined,
  electorate: Electorate,
  count: keyof Electorate,
  votes: number,
): Criterion | null {
  if (exponent === undefined) return null;
  const size = sizeOf(electorate, count);
  refuseTooMany(votes, size, count);
  return criterion(bodyThreshold(size, exponent), votes);
}

function sizeOf(electorate: Electorate, count: keyof Electorate): number {
  const size = electorate[count];
  if (size === undefined) throw new SizeUnknownError(count);
  return size;
}

function refuseTooMany(votes: number, size: number, count: keyof Electorate): void {
  if (votes > size) throw new TallyError(`${votes} votes are more than ${count}, which is ${size}`);
}

function criterion(required: number, received: number): Criterion {
  return { required, received, met: received >= required };
}
