import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
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
  /** Of each map, and of each key that is of none: whether anything is stored there. */
  readonly found = new Map<string, boolean>();

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

  async keysPaged(
    prefix: string,
    count: number,
    after: string | null,
    block: string,
  ): Promise<string[]> {
    const first = after === null && count === PAGE;
    if (first) this.askedPrefixes.add(prefix);
    const asked = first ? this.firstPages.get(prefix) : undefined;
    const keys = await (asked ?? this.node.keysPaged(prefix, count, after, block));
    if (asked !== undefined) refuseOmission(prefix, keys, await this.values, this.endpoint);
    if (first) this.found.set(prefix, keys.length > 0);
    return keys;
  }

  async storageAt(keys: readonly string[], block: string): Promise<Map<string, string | null>> {
    if (this.askedKeys.size <= PAGE) for (const key of keys) this.askedKeys.add(key);
    const known = await this.values;
    const missing = keys.filter((key) => !known.has(key));
    const more = missing.length === 0 ? known : await this.node.storageAt(missing, block);
    const values = new Map(keys.map((key) => [key, known.get(key) ?? more.get(key) ?? null]));
    for (const [key, value] of values) if (!this.isEntry(key)) this.found.set(key, value !== null);
    return values;
  }

  /** A map's keys are asked for before its values are. */
  private isEntry(key: string): boolean {
    return [...this.askedPrefixes].some((prefix) => key.startsWith(prefix));
  }
}

/** A node that gives a value has its key: it must be on the page that it would be on. */
function refuseOmission(
  prefix: string,
  page: readonly string[],
  values: ReadonlyMap<string, string | null>,
  endpoint: string,
): void {
  const listed = new Set(page);
  const last = page.length < PAGE ? undefined : page.at(-1);
  for (const [key, value] of values) {
    const due = value !== null && key.startsWith(prefix) && (last === undefined || key <= last);
    if (!due || listed.has(key)) continue;
    const reason = 'its list of keys leaves out one that it has a value of';
    throw new RpcCallError('ANSWER_MALFORMED', endpoint, reason);
  }
}
