import { HttpException } from '@nestjs/common';
import {
  CacheLoadError,
  CacheLoadTimeoutError,
  CacheStoreError,
  ChainUnavailableError,
} from 'nestjs-chain-cache';
import { outageOf } from '../database/outage.js';
import { PROBLEMS, type ProblemCode, type ProblemReport } from './problem.js';

/** Errors that say what is to be told, by a code of the library's, the application's or our own. */
const TOLD: ReadonlyMap<unknown, ProblemCode> = new Map<unknown, ProblemCode>([
  ...Object.keys(PROBLEMS).map((code) => [code, code as ProblemCode] as const),
  ['SIZE_UNKNOWN', 'COUNT_UNAVAILABLE'],
  ['BLOCK_REFERENCE_INVALID', 'INVALID_REQUEST'],
  ['HISTORY_RANGE_INVALID', 'INVALID_REQUEST'],
  ['CACHE_KEY_INVALID', 'INVALID_REQUEST'],
  ['VOTE_MODE_INVALID', 'INVALID_REQUEST'],
  ['TALLY_INVALID', 'INVALID_REQUEST'],
]);

/** What may be told of an error. Undefined: nothing, since nobody foresaw it. */
export function reportOf(error: unknown): ProblemReport | undefined {
  if (!(error instanceof Error)) return undefined;
  return fromCode(error) ?? fromOutage(error) ?? fromHttp(error);
}

function fromCode(error: Error): ProblemReport | undefined {
  const code = 'code' in error ? TOLD.get(error.code) : undefined;
  return code && { code, detail: error.message };
}

function fromOutage(error: Error): ProblemReport | undefined {
  if (error instanceof CacheStoreError) {
    const why = outageOf(error.cause)?.reason ?? 'the database cannot be reached';
    return { code: 'DATABASE_UNAVAILABLE', detail: `${why}, and nothing else has an answer` };
  }
  const ofChain =
    error instanceof ChainUnavailableError ||
    error instanceof CacheLoadError ||
    error instanceof CacheLoadTimeoutError;
  return ofChain ? { code: 'CHAIN_UNAVAILABLE', detail: error.message } : undefined;
}

/** Nest's own exceptions, and Fastify's errors, which carry their status. */
function fromHttp(error: Error): ProblemReport | undefined {
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === undefined || status < 400 || status >= 500) return undefined;
  const code = codeFor(status);
  const detail = code === 'NOT_FOUND' ? 'No route leads here.' : error.message;
  return { code, detail, ...(status === PROBLEMS[code].status ? {} : { status }) };
}

function statusOf(error: Error): number | undefined {
  if (!('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  return error.statusCode;
}

function codeFor(status: number): ProblemCode {
  if (status === 401) return 'UNAUTHORIZED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'RATE_LIMITED';
  return 'INVALID_REQUEST';
}
