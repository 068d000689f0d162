interface Caller<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting<Item, Result> {
  readonly key: string;
  item: Item;
  readonly callers: Caller<Result>[];
}

export interface BatchLimits {
  /** Items in a batch. */
  readonly items: number;
  /** Their weight, beyond which none is added. Default: no bound. */
  readonly weight?: number;
  /** Batches under way at a time, no key being in two of them. What comes meanwhile waits. */
  readonly underWay?: number;
}

/**
 * For what changes entries: PostgreSQL works at one batch while this process makes or takes in the
 * other. More would only wait for each other, since NOTIFY takes a lock at commit.
 */
export const WRITE_BATCHES: BatchLimits = { items: 500, weight: 1024 * 1024, underWay: 2 };

/**
 * Collects what is asked in one tick, and asks it as one. Of several items of one key the last one
 * is asked, for all of them: as if they had come one by one.
 */
export class TickBatcher<Item, Result> {
  private readonly waiting = new Map<string, Waiting<Item, Result>>();
  /** By their keys; only where no key may be in two batches. */
  private readonly asked = new Map<string, Waiting<Item, Result>>();
  private underWay = 0;
  private scheduled = false;

  /** @param ask answers items in their order, or fails them all. */
  constructor(
    private readonly limits: BatchLimits,
    private readonly keyOf: (item: Item) => string,
    private readonly ask: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly weigh: (item: Item) => number = () => 0,
  ) {}

  add(item: Item): Promise<Result> {
    this.schedule();
    return new Promise((resolve, reject) => {
      const key = this.keyOf(item);
      const same = this.waiting.get(key);
      if (same === undefined) {
        this.waiting.set(key, { key, item, callers: [{ resolve, reject }] });
      } else {
        same.item = item;
        same.callers.push({ resolve, reject });
      }
    });
  }

  /** Whether nothing waits or is under way. */
  get isIdle(): boolean {
    return this.waiting.size + this.underWay === 0;
  }

  /** Of what waits or is under way. */
  keys(): string[] {
    return [...this.asked.keys(), ...this.waiting.keys()];
  }

  /** Resolves when what was added last of a key has been answered, or has failed. */
  settled(key: string): Promise<void> | undefined {
    const last = this.waiting.get(key) ?? this.asked.get(key);
    if (last === undefined) return undefined;
    return new Promise((resolve) => {
      const settle = () => resolve();
      last.callers.push({ resolve: settle, reject: settle });
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    for (let batch = this.take(); batch.length > 0; batch = this.take()) void this.askFor(batch);
  }

  private take(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    if (this.underWay === this.limits.underWay) return batch;
    let weight = 0;
    for (const waiting of this.waiting.values()) {
      if (batch.length === this.limits.items || weight > (this.limits.weight ?? Infinity)) break;
      if (this.asked.has(waiting.key)) continue;
      batch.push(waiting);
      weight += this.weigh(waiting.item);
      this.waiting.delete(waiting.key);
    }
    return batch;
  }

  private async askFor(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.begin(batch);
    try {
      const results = await this.ask(batch.map(({ item }) => item));
      batch.forEach(({ callers }, i) => {
        for (const { resolve } of callers) resolve(results[i] as Result);
      });
    } catch (error) {
      for (const { callers } of batch) for (const { reject } of callers) reject(error);
    } finally {
      this.end(batch);
    }
  }

  private begin(batch: readonly Waiting<Item, Result>[]): void {
    this.underWay++;
    if (this.limits.underWay === undefined) return;
    for (const waiting of batch) this.asked.set(waiting.key, waiting);
  }

  /** Who was answered may ask for more at once: that goes along with what has waited. */
  private end(batch: readonly Waiting<Item, Result>[]): void {
    this.underWay--;
    for (const { key } of batch) this.asked.delete(key);
    if (this.waiting.size > 0) this.schedule();
  }
}
