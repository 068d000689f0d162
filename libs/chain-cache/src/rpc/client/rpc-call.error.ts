import { ChainCacheError } from '../../common/errors.js';

/** What an error says of who is to blame, and whether asking again can help. */
interface ErrorKind {
  /** `endpoint`: another endpoint may answer. `everyone`: all would say the same. */
  readonly fault: 'endpoint' | 'everyone';
  /** Whether the same endpoint may answer the same call a little later. */
  readonly retryable: boolean;
  /** Whether the endpoint works and merely does not have what was asked for. */
  readonly harmless?: true;
}

/** Every way in which a call can fail. */
const KINDS = {
  ENDPOINT_UNREACHABLE: { fault: 'endpoint', retryable: true },
  CONNECTION_LOST: { fault: 'endpoint', retryable: true },
  CALL_TIMEOUT: { fault: 'endpoint', retryable: true },
  NODE_BUSY: { fault: 'endpoint', retryable: true },
  NODE_ERROR: { fault: 'endpoint', retryable: true },
  ANSWER_MALFORMED: { fault: 'endpoint', retryable: false },
  ANSWER_TOO_LARGE: { fault: 'endpoint', retryable: false },
  METHOD_MISSING: { fault: 'endpoint', retryable: false },
  CALL_UNSAFE: { fault: 'endpoint', retryable: false },
  VALUES_IMPLAUSIBLE: { fault: 'endpoint', retryable: false },
  QUORUM_OUTVOTED: { fault: 'endpoint', retryable: false },
  WRONG_CHAIN: { fault: 'endpoint', retryable: false },
  HEAD_IMPLAUSIBLE: { fault: 'endpoint', retryable: false },
  HEAD_REGRESSED: { fault: 'endpoint', retryable: true },
  NODE_SYNCING: { fault: 'endpoint', retryable: true, harmless: true },
  NODE_LAGGING: { fault: 'endpoint', retryable: true, harmless: true },
  STATE_PRUNED: { fault: 'endpoint', retryable: false, harmless: true },
  BLOCK_UNKNOWN: { fault: 'endpoint', retryable: true, harmless: true },
  QUORUM_NOT_REACHED: { fault: 'everyone', retryable: true },
  REQUEST_REFUSED: { fault: 'everyone', retryable: false },
  METADATA_UNSUPPORTED: { fault: 'everyone', retryable: false },
  CALL_ABORTED: { fault: 'everyone', retryable: true },
} as const satisfies Record<string, ErrorKind>;

export type RpcErrorCode = keyof typeof KINDS;

/** One endpoint did not give what it was asked for. The message never holds more of its URL. */
export class RpcCallError extends ChainCacheError {
  constructor(
    readonly code: RpcErrorCode,
    /** Masked: scheme, host and port. */
    readonly endpoint: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${endpoint}: ${reason}`, options);
  }

  get kind(): ErrorKind {
    return KINDS[this.code];
  }
}
