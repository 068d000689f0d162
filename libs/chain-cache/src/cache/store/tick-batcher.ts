interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects what is asked in one tick, and asks it as one. */
export class TickBatcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];

  /** @param ask answers items in their order, or fails them all. */
  constructor(
    private readonly maxItems: number,
    private readonly ask: (items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  add(item: Item): Promise<Result> {
    if (this.waiting.length === 0) process.nextTick(() => this.flush());
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
    });
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (let start = 0; start < all.length; start += this.maxItems) {
      void this.askFor(all.slice(start, start + this.maxItems));
    }
  }

  private async askFor(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.ask(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(results[i] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
