import { ask } from './ask.js';
import type { Ballot, BallotList } from './types.js';

/** @param after `next` of the page before */
export function askBallots(after?: string): Promise<BallotList> {
  return ask(`/ballots?limit=20${after === undefined ? '' : `&after=${after}`}`);
}

export function askBallot(id: string): Promise<Ballot> {
  return ask(`/ballots/${encodeURIComponent(id)}`);
}
