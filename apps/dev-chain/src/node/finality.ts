/** How far the finalized head follows the best one. */
export class Finality {
  stalled = false;
  readonly #lagBlocks: number;

  constructor(lagBlocks: number) {
    this.#lagBlocks = lagBlocks;
  }

  /** The height that is final when `best` is the best one; never below `finalized`. */
  heightFor(best: number, finalized: number): number {
    return this.stalled ? finalized : Math.max(finalized, best - this.#lagBlocks);
  }
}
