/** What went wrong, as stable codes for programs. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Every problem there is, with its status and its title. */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid' },
  UNAUTHORIZED: { status: 401, title: 'A valid bearer token is needed' },
  ORIGIN_REFUSED: { status: 403, title: 'Pages of this origin may not connect' },
  NOT_FOUND: { status: 404, title: 'There is nothing here' },
  COUNT_UNKNOWN: { status: 404, title: 'There is no count of this name' },
  SNAPSHOT_NOT_KEPT: { status: 404, title: 'There is no snapshot at this block' },
  BALLOT_CLOSED: { status: 409, title: 'The ballot is closed already' },
  SNAPSHOT_STALE: { status: 409, title: 'The newest snapshot is stale' },
  SNAPSHOT_INCOMPLETE: { status: 409, title: 'The snapshot lacks a count' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This key came with another request before' },
  COUNT_UNAVAILABLE: { status: 422, title: 'The chain does not have this count' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL_ERROR: { status: 500, title: 'Something went wrong here' },
  CHAIN_UNAVAILABLE: { status: 503, title: 'The chain cannot be read' },
  LIVE_UNAVAILABLE: { status: 503, title: 'No more live clients are taken in' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be used now' },
} as const satisfies Record<string, { status: number; title: string }>;

/** How long a client is asked to wait before it tries a 503 again: about a block. */
const RETRY_AFTER_SECONDS = 6;

/** The body of an error (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly code: ProblemCode;
}

/** A problem before it is known which request met it. */
export interface ProblemReport {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Where it differs from that of the code. */
  readonly status?: number;
}

export function describeProblem(report: ProblemReport, path: string): Problem {
  const { status, title } = PROBLEMS[report.code];
  return {
    type: `urn:chain-cache:problem:${report.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status: report.status ?? status,
    detail: report.detail,
    instance: path,
    code: report.code,
  };
}

export function problemHeaders({ status }: Problem): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
  };
}
