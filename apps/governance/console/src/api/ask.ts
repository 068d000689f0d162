import type { Problem } from './types.js';

/** The API answered, and not with what was asked for. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: Problem['code'],
    readonly status: number,
    detail: string,
    /** Seconds to wait before asking again; `null`: not said. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail);
  }
}

/** Nothing answered, or something that is not this API. */
export class CutOffError extends Error {
  override readonly name = 'CutOffError';
  readonly code = 'CUT_OFF';
}

export type AskError = ProblemError | CutOffError;

const DEADLINE_MS = 15_000;

/**
 * Asks the API, past the browser's own cache: the page says how old each number is.
 * @param path below `/api/v1`
 * @throws ProblemError, CutOffError
 */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await send(path, init);
  const body = await bodyOf(response);
  if (response.ok) return body as T;
  const { code, detail } = body as Partial<Problem>;
  if (code === undefined) throw new CutOffError(`answered with ${response.status}`);
  const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const wait = Number.isNaN(retryAfter) ? null : retryAfter;
  throw new ProblemError(code, response.status, detail ?? '', wait);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await fetch(`/api/v1${path}`, { cache: 'no-store', signal, ...init });
  } catch (cause) {
    throw new CutOffError('nothing answered', { cause });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new CutOffError('what answered is not this API', { cause });
  }
}

/** @throws whatever is neither */
export function asAskError(error: unknown): AskError {
  if (error instanceof ProblemError || error instanceof CutOffError) return error;
  throw error;
}
