/** How a vote is decided. Its compact text is read by `parseVoteMode`. */
export interface VoteMode {
  /** `D`: how long the vote lasts, in days; undefined: not said. */
  readonly durationDays?: number;
  /** `M`: the majority that full turnout needs, in percent. */
  readonly majorityPercent: number;
  /** `B`: base exponent, which raises the bar in very small electorates only. */
  readonly base: number;
  /** `G`: gradient exponent; 0 asks for the bare majority at any turnout. */
  readonly gradient: number;
  /** `C`: constant base, in votes. */
  readonly constant: number;
  /** `S`: smith exponent; undefined: smiths have no say of their own. */
  readonly smithExponent?: number;
  /** `T`: committee exponent; undefined: the committee has no say of its own. */
  readonly committeeExponent?: number;
  /** `N`: ratio multiplier; only the ratio mode uses it. */
  readonly ratioMultiplier?: number;
  /** `R`: ratio mode, 0 or 1. */
  readonly ratioMode?: number;
}

/** What the Ğ1 community commonly uses where a letter is left out. */
export const COMMON_MODE: VoteMode = { majorityPercent: 50, base: 0.1, gradient: 0.2, constant: 0 };

/** What is wrong with a mode, and from which character on where it is one part of its text. */
export type ModeFault =
  | { readonly kind: 'empty' | 'ratio' }
  | { readonly kind: 'letter'; readonly part: string; readonly at: number }
  | {
      readonly kind: 'twice' | 'value';
      readonly letter: string;
      readonly part: string;
      readonly at: number;
    };

/** A mode that can't be read; the message names the letter and what is allowed. */
export class VoteModeError extends Error {
  readonly code = 'VOTE_MODE_INVALID';

  constructor(
    readonly fault: ModeFault,
    message: string,
  ) {
    super(message);
    this.name = 'VoteModeError';
  }
}
