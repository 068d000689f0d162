import { QueryFailedError } from 'typeorm';

/** What a database says, or what is said of it, that is not to be used now. */
export interface Outage {
  /** SQLSTATE, or a code of Node's; empty where there is none. */
  readonly code: string;
  /** For anybody to read. */
  readonly reason: string;
}

const UNREACHABLE = 'the database cannot be reached';

/** By SQLSTATE, or a class of them. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^25006/, 'the database is read-only'],
  [/^53100/, "the database's disk is full"],
  [/^57014/, 'the database takes too long'],
  [/^(08|28|3D|53|57)/, UNREACHABLE],
];

const NO_CONNECTION = /timeout exceeded when trying to connect|^Connection terminated/;

/** Undefined: the database is there, and it is the question that was wrong. */
export function outageOf(error: unknown): Outage | undefined {
  const said: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (typeof said !== 'object' || said === null) return undefined;
  const code = 'code' in said ? String(said.code) : '';
  if ('severity' in said) {
    const reason = REASONS.find(([state]) => state.test(code))?.[1];
    return reason === undefined ? undefined : { code, reason };
  }
  // Not said by the server, so by the connection, the pool, or Node (ECONNREFUSED and the like).
  const lost =
    error instanceof QueryFailedError ||
    /^E[A-Z]+$/.test(code) ||
    ('message' in said && NO_CONNECTION.test(String(said.message)));
  return lost ? { code, reason: UNREACHABLE } : undefined;
}
