interface Caller<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting<Item, Result> {
  item: Item;
  readonly callers: Caller<Result>[];
}

/**
 * Collects what is asked in one tick, and asks it as one. Of several items of one key the last one
 * is asked, for all of them: as if they had come one by one.
 */
export class TickBatcher<Item, Result> {
  private waiting = new Map<string, Waiting<Item, Result>>();

  /** @param ask answers items in their order, or fails them all. */
  constructor(
    private readonly maxItems: number,
    private readonly keyOf: (item: Item) => string,
    private readonly ask: (items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  add(item: Item): Promise<Result> {
    if (this.waiting.size === 0) process.nextTick(() => this.flush());
    return new Promise((resolve, reject) => {
      const key = this.keyOf(item);
      const same = this.waiting.get(key);
      if (same === undefined) {
        this.waiting.set(key, { item, callers: [{ resolve, reject }] });
      } else {
        same.item = item;
        same.callers.push({ resolve, reject });
      }
    });
  }

  private flush(): void {
    const all = [...this.waiting.values()];
    this.waiting = new Map();
    for (let start = 0; start < all.length; start += this.maxItems) {
      void this.askFor(all.slice(start, start + this.maxItems));
    }
  }

  private async askFor(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.ask(batch.map(({ item }) => item));
      batch.forEach(({ callers }, i) => {
        for (const { resolve } of callers) resolve(results[i] as Result);
      });
    } catch (error) {
      for (const { callers } of batch) for (const { reject } of callers) reject(error);
    }
  }
}
