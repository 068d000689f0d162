/** The two clocks of a process. Expiry is judged by neither: that is the database's. */
export abstract class Clock {
  /** Wall clock: milliseconds since the epoch. For showing, never for measuring. */
  abstract now(): number;

  /** Monotonic milliseconds from an arbitrary start. For ages and deadlines. */
  abstract monotonic(): number;
}

export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }
}
