import { CacheLoadError, CacheLoadTimeoutError } from '../cache/cache.errors.js';
import { RpcCallError, type RpcErrorCode } from './client/rpc-call.error.js';
import type { Candidate, Survey } from './client/survey.js';
import { ChainUnavailableError, type ChainUnavailableCode } from './errors.js';

/**
 * What the troubles of all endpoints come to: the first of these that one of them has, the nearest
 * to a working chain first.
 */
const CODES: readonly (readonly [ChainUnavailableCode, readonly RpcErrorCode[]])[] = [
  ['QUORUM_NOT_REACHED', ['QUORUM_NOT_REACHED', 'QUORUM_OUTVOTED']],
  ['VALUES_IMPLAUSIBLE', ['VALUES_IMPLAUSIBLE']],
  ['METADATA_UNSUPPORTED', ['METADATA_UNSUPPORTED']],
  ['HEAD_REGRESSED', ['HEAD_REGRESSED']],
  ['NODE_LAGGING', ['NODE_LAGGING']],
  ['NODE_SYNCING', ['NODE_SYNCING']],
  ['WRONG_CHAIN', ['WRONG_CHAIN']],
  [
    'NODE_FAULTY',
    [
      ...(['ANSWER_MALFORMED', 'ANSWER_TOO_LARGE', 'METHOD_MISSING', 'CALL_UNSAFE'] as const),
      ...(['REQUEST_REFUSED', 'HEAD_IMPLAUSIBLE'] as const),
    ],
  ],
];

/** The error for a chain of which no endpoint could be read. */
export function chainUnavailable(troubles: readonly RpcCallError[]): ChainUnavailableError {
  const has = (codes: readonly RpcErrorCode[]): boolean =>
    troubles.some(({ code }) => codes.includes(code));
  const code = CODES.find(([, codes]) => has(codes))?.[0] ?? 'CHAIN_UNREACHABLE';
  const endpoints = troubles.map(({ endpoint, code, reason }) => ({ endpoint, code, reason }));
  const said = troubles.map(({ message }) => message).join('; ');
  return new ChainUnavailableError(code, `the chain cannot be read: ${said}`, endpoints);
}

/** The best endpoint. @throws ChainUnavailableError where fewer can be read than must agree */
export function bestOfEnough({ candidates, troubles }: Survey, quorum: number): Candidate {
  const [best] = candidates;
  if (best !== undefined && candidates.length >= quorum) return best;
  if (best === undefined) throw chainUnavailable(troubles);
  const names = candidates.map(({ endpoint }) => endpoint.name).join(', ');
  const reason = `of the ${quorum} endpoints that must agree, ${candidates.length} can be read`;
  throw chainUnavailable([new RpcCallError('QUORUM_NOT_REACHED', names, reason), ...troubles]);
}

const KNOWN_CODES = new Set<string>([
  'CHAIN_UNREACHABLE',
  'FINALITY_STALLED',
  ...CODES.map(([code]) => code),
]);

/**
 * The error of a load, as it is for those who asked: another process' failure, or a load that was
 * given up, means the same to them as one of their own. Anything else stays as it is.
 */
export function asChainUnavailable(error: unknown): unknown {
  if (error instanceof CacheLoadTimeoutError) {
    return new ChainUnavailableError('CHAIN_UNREACHABLE', error.message, [], { cause: error });
  }
  if (error instanceof CacheLoadError && isKnown(error.code)) {
    return new ChainUnavailableError(error.code, error.message, [], { cause: error });
  }
  return error;
}

function isKnown(code: string): code is ChainUnavailableCode {
  return KNOWN_CODES.has(code);
}
