/** One run of a piece of work for all who ask for the same key while it is under way. */
export class SingleFlight<Result> {
  private readonly flights = new Map<string, Promise<Result>>();

  /** Joins the run that is under way, or starts one. */
  join(key: string, start: () => Promise<Result>): Promise<Result> {
    const running = this.flights.get(key);
    if (running !== undefined) return running;
    const flight = start();
    const landed = () => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    flight.then(landed, landed);
    this.flights.set(key, flight);
    return flight;
  }

  isFlying(key: string): boolean {
    return this.flights.has(key);
  }

  /** Who asks from now on starts a new run; who has joined the old one still gets its result. */
  forget(key: string): void {
    this.flights.delete(key);
  }

  /** The same of all that begins so. */
  forgetBelow(prefix: string): void {
    for (const key of this.flights.keys()) if (key.startsWith(prefix)) this.forget(key);
  }
}
