import type { Clock } from '../../common/clock.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/**
 * While the database is down, one question at a time finds out whether it is back; the others are
 * answered at once by the last failure. So an outage neither piles up waiting callers nor ends in
 * a storm. Pauses double, with jitter so that replicas do not come back together.
 */
export class OutageGuard {
  private failure: { readonly error: unknown; readonly until: number } | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private probing = false;

  constructor(private readonly clock: Clock) {}

  /** The failure that stands, whether or not it is time to ask again. */
  get last(): unknown {
    return this.failure?.error;
  }

  /** The failure that stands, or undefined where the question may be asked. */
  standing(): unknown {
    if (this.failure === undefined) return undefined;
    if (this.probing || this.clock.monotonic() < this.failure.until) return this.failure.error;
    this.probing = true;
    return undefined;
  }

  answered(): void {
    this.failure = undefined;
    this.probing = false;
    this.pauseMs = FIRST_PAUSE_MS;
  }

  failed(error: unknown): void {
    // Those that were asked before the outage was known say nothing new.
    if (this.failure !== undefined && !this.probing) return;
    const pause = this.pauseMs * (0.5 + Math.random() / 2);
    this.failure = { error, until: this.clock.monotonic() + pause };
    this.probing = false;
    this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
  }
}
