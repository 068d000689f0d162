import type { ChainNode } from '../client/chain-node.js';
import { PAGE, type StorageSource } from '../counts/storage-walk.js';

/** What was asked for at one block, and will be at the next. */
export interface Foresight {
  /** Maps of which the first page of keys is wanted. */
  readonly prefixes: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

export const NO_FORESIGHT: Foresight = { prefixes: new Set(), keys: new Set() };

/**
 * One block's storage, of which everything that is likely to be asked for is asked at once: the keys
 * of maps and the values of the keys that there were, in one round trip. What proves to be wanted
 * beyond it, such as the values of new keys, is asked for then.
 */
export class ReadAhead implements StorageSource {
  private readonly firstPages: ReadonlyMap<string, Promise<string[]>>;
  private readonly values: Promise<Map<string, string | null>>;
  private readonly askedPrefixes = new Set<string>();
  private readonly askedKeys = new Set<string>();

  constructor(
    private readonly node: ChainNode,
    block: string,
    { prefixes, keys }: Foresight,
  ) {
    this.values = keys.size === 0 ? Promise.resolve(new Map()) : node.storageAt([...keys], block);
    this.firstPages = new Map(
      [...prefixes].map((prefix) => [prefix, node.keysPaged(prefix, PAGE, null, block)]),
    );
    // A failure comes to who asks; nobody may, once another one has come before.
    for (const asked of [this.values, ...this.firstPages.values()]) asked.catch(() => undefined);
  }

  get endpoint(): string {
    return this.node.endpoint;
  }

  /** Of maps with more entries than a page, no values: one call can't ask for them all. */
  get foresight(): Foresight {
    const keys = this.askedKeys.size <= PAGE ? this.askedKeys : new Set<string>();
    return { prefixes: this.askedPrefixes, keys };
  }

  keysPaged(prefix: string, count: number, after: string | null, block: string): Promise<string[]> {
    const first = after === null && count === PAGE;
    if (first) this.askedPrefixes.add(prefix);
    const asked = first ? this.firstPages.get(prefix) : undefined;
    return asked ?? this.node.keysPaged(prefix, count, after, block);
  }

  async storageAt(keys: readonly string[], block: string): Promise<Map<string, string | null>> {
    if (this.askedKeys.size <= PAGE) for (const key of keys) this.askedKeys.add(key);
    const known = await this.values;
    const missing = keys.filter((key) => !known.has(key));
    const more = missing.length === 0 ? known : await this.node.storageAt(missing, block);
    return new Map(keys.map((key) => [key, known.get(key) ?? more.get(key) ?? null]));
  }
}
