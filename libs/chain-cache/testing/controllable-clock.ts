import { Clock } from '../src/common/clock.js';

/** A clock that stands still until it is told to move. */
export class ControllableClock extends Clock {
  private elapsedMs = 0;

  /** @param startMs wall clock to begin at, milliseconds since the epoch; default 2026-01-01. */
  constructor(private readonly startMs = Date.UTC(2026, 0, 1)) {
    super();
  }

  override now(): number {
    return this.startMs + this.elapsedMs;
  }

  override monotonic(): number {
    return this.elapsedMs;
  }

  /** Lets so many milliseconds pass, 0 or more. Timers do not fire by it. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`time goes forward only, not by ${ms} ms`);
    this.elapsedMs += ms;
  }
}
