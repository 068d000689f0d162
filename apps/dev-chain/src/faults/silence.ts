/** When the node says nothing, or says it late. */
export class Silence {
  hung = false;
  delayMs = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** Runs `say` now, later, or never. */
  say(say: () => void): void {
    if (this.hung) return;
    if (this.delayMs === 0) say();
    else this.#later(say);
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(say: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.hung) say();
    }, this.delayMs);
    this.#timers.add(timer.unref());
  }
}
