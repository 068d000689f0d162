/** Whether one more is allowed, and how things stand. */
export interface Allowance {
  readonly allowed: boolean;
  /** How many more at once would be. */
  readonly remaining: number;
  /** Seconds until all of the limit is there again. */
  readonly resetSeconds: number;
  /** Seconds until one more is; 0 when it is allowed now. */
  readonly retryAfterSeconds: number;
}

/** Beyond this many clients, those seen first are forgotten. */
const MAX_CLIENTS = 100_000;

/**
 * So many in any window, for each client: a burst of the whole limit, then evenly (the generic
 * cell rate algorithm). One number a client says all: the moment at which its debt is paid.
 */
export class RateLimiter {
  private readonly paidAt = new Map<string, number>();
  private readonly costMs: number;
  private sweepAt: number;

  constructor(
    readonly limit: number,
    private readonly windowMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.costMs = windowMs / limit;
    this.sweepAt = now() + windowMs;
  }

  /** Counts one, unless it is not allowed. */
  take(client: string): Allowance {
    const now = this.now();
    if (now >= this.sweepAt) this.sweep(now);
    const debtMs = this.debtOf(client, now) + this.costMs;
    if (debtMs > this.windowMs) return this.report(debtMs - this.costMs);
    if (this.paidAt.size >= MAX_CLIENTS && !this.paidAt.has(client)) this.forgetFirst();
    this.paidAt.set(client, now + debtMs);
    return this.report(debtMs, true);
  }

  /** Whether one would be allowed, without counting it. */
  look(client: string): Allowance {
    return this.report(this.debtOf(client, this.now()));
  }

  private debtOf(client: string, now: number): number {
    return Math.max(0, (this.paidAt.get(client) ?? 0) - now);
  }

  /** @param taken it was allowed, and is in the debt already */
  private report(debtMs: number, taken = false): Allowance {
    // Rounded, or the last of a burst would be lost to floating point.
    const remaining = Math.floor((this.windowMs - debtMs) / this.costMs + 1e-6);
    const waitMs = Math.max(0, debtMs + this.costMs - this.windowMs);
    const allowed = taken || remaining >= 1;
    return {
      allowed,
      remaining,
      resetSeconds: Math.ceil(debtMs / 1000),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(waitMs / 1000)),
    };
  }

  private sweep(now: number): void {
    this.sweepAt = now + this.windowMs;
    for (const [client, paidAt] of this.paidAt) {
      if (paidAt <= now) this.paidAt.delete(client);
    }
  }

  private forgetFirst(): void {
    for (const client of this.paidAt.keys()) {
      this.paidAt.delete(client);
      return;
    }
  }
}
