import type { TickBatcher } from './tick-batcher.js';

/** Where changes of single keys are batched, each lane's in their order. */
type Lane = Pick<TickBatcher<unknown, unknown>, 'isIdle' | 'keys' | 'settled'>;

/** A change of many keys that waits, or is under way. */
interface WideChange {
  readonly covers: (key: string) => boolean;
  readonly made: Promise<unknown>;
}

/**
 * Lets the changes of a key take effect in the order in which this process asked for them. They go
 * by several batches and connections, on which one would overtake another: a change waits for those
 * of its keys that came before it, and for no others. Where none is under way it is made at once.
 */
export class ChangeOrder {
  private readonly lanes: Lane[] = [];
  /** The last change of a key, of those that had to wait or go by no lane. */
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly wide = new Set<WideChange>();

  /** From now on its changes are waited for. */
  track<L extends Lane>(lane: L): L {
    this.lanes.push(lane);
    return lane;
  }

  /** One key, by its lane. */
  single<Item, Result>(lane: TickBatcher<Item, Result>, key: string, item: Item): Promise<Result> {
    const before = this.before(key, lane);
    return before.length === 0 ? lane.add(item) : this.next(key, before, () => lane.add(item));
  }

  /** One key, by a statement of its own. */
  alone<Result>(key: string, change: () => Promise<Result>): Promise<Result> {
    return this.next(key, this.before(key), change);
  }

  /** Many keys by one statement. */
  many<Result>(keys: readonly string[], change: () => Promise<Result>): Promise<Result> {
    const before = this.isIdle ? [] : keys.flatMap((key) => this.before(key));
    // Seldom asked for.
    let known: ReadonlySet<string> | undefined;
    return this.widely((key) => (known ??= new Set(keys)).has(key), before, change);
  }

  /** All keys that begin so. */
  below<Result>(prefix: string, change: () => Promise<Result>): Promise<Result> {
    const busy = [...this.last.keys(), ...this.lanes.flatMap((lane) => lane.keys())];
    const keys = busy.filter((key) => key.startsWith(prefix));
    const before = [...this.wide].map(({ made }) => made);
    before.push(...keys.flatMap((key) => this.before(key)));
    return this.widely((key) => key.startsWith(prefix), before, change);
  }

  private get isIdle(): boolean {
    return this.last.size + this.wide.size === 0 && this.lanes.every(({ isIdle }) => isIdle);
  }

  /** What came before a change of the key; its own lane keeps the order by itself. */
  private before(key: string, own?: Lane): Promise<unknown>[] {
    const before: Promise<unknown>[] = [];
    const last = this.last.get(key);
    if (last !== undefined) before.push(last);
    for (const lane of this.lanes) {
      const settled = lane === own ? undefined : lane.settled(key);
      if (settled !== undefined) before.push(settled);
    }
    for (const { covers, made } of this.wide) if (covers(key)) before.push(made);
    return before;
  }

  private next<Result>(
    key: string,
    before: readonly Promise<unknown>[],
    change: () => Promise<Result>,
  ): Promise<Result> {
    const made = after(before, change, () => {
      if (this.last.get(key) === made) this.last.delete(key);
    });
    this.last.set(key, made);
    return made;
  }

  private widely<Result>(
    covers: (key: string) => boolean,
    before: readonly Promise<unknown>[],
    change: () => Promise<Result>,
  ): Promise<Result> {
    const made = after(before, change, () => this.wide.delete(wide));
    const wide = { covers, made };
    this.wide.add(wide);
    return made;
  }
}

/** What came before may have failed: that is its caller's affair. */
async function after<Result>(
  before: readonly Promise<unknown>[],
  change: () => Promise<Result>,
  end: () => void,
): Promise<Result> {
  await Promise.allSettled(before);
  try {
    return await change();
  } finally {
    end();
  }
}
