/** A client asked too often. */
export class RateLimitedError extends Error {
  readonly code = 'RATE_LIMITED';

  constructor(readonly retryAfterSeconds: number) {
    super(`Try again in ${retryAfterSeconds} s.`);
    this.name = 'RateLimitedError';
  }
}
