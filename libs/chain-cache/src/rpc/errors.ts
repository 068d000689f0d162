import { ChainCacheError } from '../common/errors.js';

/** Options that cannot be worked with. */
export class RpcOptionsError extends ChainCacheError {
  readonly code = 'RPC_OPTIONS_INVALID';

  /** @param problems one for each wrong option, naming it and what it may be */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** Why the chain could not be read, as a stable code. Served as the reason of stale values too. */
export type ChainUnavailableCode =
  | 'CHAIN_UNREACHABLE'
  | 'NODE_FAULTY'
  | 'NODE_SYNCING'
  | 'NODE_LAGGING'
  | 'FINALITY_STALLED'
  | 'WRONG_CHAIN'
  | 'HEAD_REGRESSED'
  | 'VALUES_IMPLAUSIBLE'
  | 'QUORUM_NOT_REACHED'
  | 'METADATA_UNSUPPORTED';

/** What was wrong with one endpoint. */
export interface EndpointTrouble {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly code: string;
  readonly reason: string;
}

/** The chain could not be read, and nothing is kept that could be served instead. */
export class ChainUnavailableError extends ChainCacheError {
  constructor(
    readonly code: ChainUnavailableCode,
    message: string,
    /** What was wrong with each; empty when another process found out. */
    readonly endpoints: readonly EndpointTrouble[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No definition has this name. */
export class CountUnknownError extends ChainCacheError {
  readonly code = 'COUNT_UNKNOWN';

  constructor(
    readonly count: string,
    readonly known: readonly string[],
  ) {
    super(`no count is named ${JSON.stringify(count)}; there are ${known.join(', ')}`);
  }
}

/** This runtime does not have the count, or its value could not be decoded. */
export class CountUnavailableError extends ChainCacheError {
  readonly code = 'COUNT_UNAVAILABLE';

  constructor(
    readonly count: string,
    readonly reason: string,
  ) {
    super(`${count} is unavailable: ${reason}`);
  }
}

/** The snapshot at a block is not kept, and no node can give it any more, or yet. */
export class SnapshotNotKeptError extends ChainCacheError {
  readonly code = 'SNAPSHOT_NOT_KEPT';

  constructor(
    readonly block: number | string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`there is no snapshot at block ${block}: ${reason}`, options);
  }
}

/** There is nothing in which a history could be kept. */
export class HistoryNotKeptError extends ChainCacheError {
  readonly code = 'HISTORY_NOT_KEPT';
}

/** A part of a history that cannot be. */
export class HistoryRangeError extends ChainCacheError {
  readonly code = 'HISTORY_RANGE_INVALID';
}

/** Neither a block's number nor its hash. */
export class BlockReferenceError extends ChainCacheError {
  readonly code = 'BLOCK_REFERENCE_INVALID';
}
