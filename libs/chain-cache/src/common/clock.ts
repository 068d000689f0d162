/** The two clocks of a process. Expiry is judged by neither: that is the database's. */
export abstract class Clock {
  /** Wall clock: milliseconds since the epoch. For showing, never for measuring. */
  abstract now(): number;

  /** Monotonic milliseconds from an arbitrary start. For ages and deadlines. */
  abstract monotonic(): number;

  /**
   * The same for hot paths: it may lag by what has run since the event loop last came round, for
   * less than 32 readings.
   */
  recent(): number {
    return this.monotonic();
  }
}

/** Reading the time costs a fifth of a hit in memory. */
const READINGS_SHARED = 32;

export class SystemClock extends Clock {
  private shared = 0;
  private sharedBy = 0;
  private turn: NodeJS.Immediate | undefined;

  override now(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }

  override recent(): number {
    return this.sharedBy-- > 0 ? this.shared : this.share();
  }

  private share(): number {
    this.shared = performance.now();
    this.sharedBy = READINGS_SHARED - 1;
    this.turn ??= setImmediate(() => this.endTurn()).unref();
    return this.shared;
  }

  private endTurn(): void {
    this.sharedBy = 0;
    this.turn = undefined;
  }
}
