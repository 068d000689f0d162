import { PAGE } from '../counts/storage-walk.js';

/** More pages than these of one map are asked for one after the other. */
const MOST_PAGES = 8;

/** What was asked for at one block, and will be at the next. */
export interface Foresight {
  /** Of each map, by its prefix, behind which keys its pages begin; `null`: the first one. */
  readonly pages: ReadonlyMap<string, ReadonlySet<string | null>>;
  readonly keys: ReadonlySet<string>;
}

export const NO_FORESIGHT: Foresight = { pages: new Map(), keys: new Set() };

/** Notes what is asked for at one block, however much a node makes of that. */
export class Asked {
  private readonly pages = new Map<string, Set<string | null>>();
  private readonly keys = new Set<string>();

  addPage(prefix: string, after: string | null): void {
    const pages = this.pages.get(prefix) ?? new Set();
    this.pages.set(prefix, pages);
    if (pages.size < MOST_PAGES) pages.add(after);
  }

  addKeys(keys: readonly string[]): void {
    if (this.keys.size <= PAGE) for (const key of keys) this.keys.add(key);
  }

  /** A map's keys are asked for before its values are. */
  isEntry(key: string): boolean {
    return [...this.pages.keys()].some((prefix) => key.startsWith(prefix));
  }

  /** Of maps with more entries than a page, no values: one call can't ask for them all. */
  get foresight(): Foresight {
    const keys = this.keys.size <= PAGE ? this.keys : new Set<string>();
    return { pages: this.pages, keys };
  }
}
