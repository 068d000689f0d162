import type { Reservation } from './frozen-electorate.js';

/** Why something can't be done with a ballot. */
abstract class BallotError extends Error {
  /** Stable, for programs; the message is for people. */
  abstract readonly code: 'NOT_FOUND' | 'BALLOT_CLOSED' | 'IDEMPOTENCY_KEY_REUSED' | Reservation;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class BallotUnknownError extends BallotError {
  readonly code = 'NOT_FOUND';

  constructor() {
    super('there is no ballot of this id');
  }
}

/** It was closed before, or by another caller at the same time. Its closing stands. */
export class BallotClosedError extends BallotError {
  readonly code = 'BALLOT_CLOSED';

  constructor(id: string) {
    super(`ballot ${id} is closed already: its tallies and its verdict stand`);
  }
}

/** The key came with another request before: this one was not carried out. */
export class IdempotencyKeyReusedError extends BallotError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';

  constructor(id: string) {
    super(`this Idempotency-Key opened ballot ${id} with another body`);
  }
}

/** The snapshot is stale or incomplete, and nobody said that this will do. */
export class SnapshotRefusedError extends BallotError {
  constructor(
    readonly code: Reservation,
    message: string,
  ) {
    super(message);
  }
}
