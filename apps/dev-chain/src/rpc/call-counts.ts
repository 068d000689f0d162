/** How often each method was called, whether or not it was answered. */
export class CallCounts {
  readonly #byMethod = new Map<string, number>();

  get byMethod(): ReadonlyMap<string, number> {
    return this.#byMethod;
  }

  count(method: string): void {
    this.#byMethod.set(method, (this.#byMethod.get(method) ?? 0) + 1);
  }

  reset(): void {
    this.#byMethod.clear();
  }
}
