/** A finalized head, and when it was seen by the database's clock (ISO 8601). */
export interface SeenBlock {
  readonly number: number;
  /** 0x-prefixed. */
  readonly hash: string;
  readonly at: string;
}

/** Heads that were followed one after the other, from the first to the last of them. */
export interface FollowedSpan {
  readonly from: SeenBlock;
  readonly to: SeenBlock;
}

/** A span as it is read: of several that touch each other, all of them. */
export interface KnownSpan {
  readonly from: SeenBlock;
  readonly toNumber: number;
}

/** What a count was found to be. */
export interface FoundValue {
  readonly name: string;
  /** Decimal; `null`: unavailable. */
  readonly value: string | null;
  /** Why it was unavailable; `null` when it was not. */
  readonly reason: string | null;
}

/** A change of a count. */
export interface ChangeRow extends Omit<FoundValue, 'name'> {
  readonly block: SeenBlock;
  /** The head before, at which the value was still another; `null`: nobody followed then. */
  readonly previous: number | null;
}
