import { Injectable, Logger } from '@nestjs/common';
import { parseVoteMode, printVoteMode } from '../thresholds/mode-text.js';
import { BallotFeed } from './ballot-feed.js';
import { judgeBallot } from './ballot-verdict.js';
import type { Ballot } from './ballot.entity.js';
import {
  BallotClosedError,
  BallotUnknownError,
  IdempotencyKeyReusedError,
} from './ballot.errors.js';
import type { Opening, Page } from './ballot.requests.js';
import { BallotStore, type NewBallot } from './ballot.store.js';
import { ChainSnapshots } from './chain-snapshots.js';
import { digestOf } from './digest.js';
import { freezeElectorate } from './freeze.js';
import type { Tallies } from './tallies.js';
import { uuidV7 } from './uuid-v7.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const NOBODY_VOTED = { votesFor: 0, votesAgainst: 0, smithVotes: 0, techCommVotes: 0 };

/** Votes whose electorate is frozen at a block. Every method throws DatabaseUnavailableError. */
@Injectable()
export class BallotsService {
  private readonly logger = new Logger('Ballots');

  constructor(
    private readonly store: BallotStore,
    private readonly snapshots: ChainSnapshots,
    private readonly feed: BallotFeed,
  ) {}

  /**
   * Opens a ballot. The same request with the same idempotency key opens none, and gives the one
   * that it opened.
   * @throws VoteModeError, SnapshotRefusedError, IdempotencyKeyReusedError, SnapshotNotKeptError,
   *   ChainUnavailableError
   */
  async open(opening: Opening, idempotencyKey: string | null): Promise<Ballot> {
    const requestDigest = digestOf(opening);
    if (idempotencyKey !== null) {
      const before = await this.store.findByIdempotencyKey(idempotencyKey);
      if (before !== null) return sameRequest(before, requestDigest);
    }
    const prepared = await this.prepare(opening, idempotencyKey, requestDigest);
    const ballot = sameRequest(await this.store.insert(prepared), requestDigest);
    await this.feed.announce(ballot.id);
    this.logger.log(`BALLOT_OPENED: ${ballot.id} at block ${ballot.electorate.block.number}`);
    return ballot;
  }

  /**
   * Closes a ballot, once: its tallies, the verdict by its frozen electorate, and the counts now.
   * @throws BallotUnknownError, BallotClosedError, TallyError
   */
  async close(id: string, tallies: Tallies): Promise<Ballot> {
    const ballot = await this.find(id);
    if (ballot.closing !== null) throw new BallotClosedError(ballot.id);
    const verdict = judgeBallot(ballot.mode, ballot.electorate, tallies);
    const comparison = await this.snapshots.forComparison();
    const closing = { ballotId: ballot.id, tallies, verdict, comparison };
    if (!(await this.store.insertClosing(closing))) throw new BallotClosedError(ballot.id);
    await this.feed.announce(ballot.id);
    this.logger.log(`BALLOT_CLOSED: ${ballot.id}`);
    return await this.find(id);
  }

  /** @throws BallotUnknownError */
  async find(id: string): Promise<Ballot> {
    const ballot = UUID.test(id) ? await this.store.find(id) : null;
    if (ballot === null) throw new BallotUnknownError();
    return ballot;
  }

  /** Newest first; `next` is the cursor of the page that follows, if there is one. */
  async list({ limit, after }: Page): Promise<{ ballots: Ballot[]; next: string | null }> {
    const found = await this.store.list(limit + 1, after);
    const ballots = found.slice(0, limit);
    return { ballots, next: found.length > limit ? (ballots.at(-1)?.id ?? null) : null };
  }

  private async prepare(
    opening: Opening,
    idempotencyKey: string | null,
    requestDigest: string,
  ): Promise<NewBallot> {
    const mode = printVoteMode(parseVoteMode(opening.mode));
    const electorate = freezeElectorate(await this.snapshotFor(opening), opening);
    // What could never be judged is not opened.
    judgeBallot(mode, electorate, NOBODY_VOTED);
    const electorateDigest = digestOf(electorate);
    const id = uuidV7(Date.now());
    const { title } = opening;
    return { id, title, mode, electorate, electorateDigest, idempotencyKey, requestDigest };
  }

  private snapshotFor({ block }: Opening) {
    return block === undefined ? this.snapshots.current() : this.snapshots.at(block);
  }
}

function sameRequest(ballot: Ballot, requestDigest: string): Ballot {
  if (ballot.requestDigest === requestDigest) return ballot;
  throw new IdempotencyKeyReusedError(ballot.id);
}
