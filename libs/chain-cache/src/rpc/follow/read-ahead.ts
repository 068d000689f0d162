import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { PAGE, type StorageSource } from '../counts/storage-walk.js';
import { Asked, type Foresight } from './foresight.js';

/** Pages of keys, by the prefix of their map and the key behind which they begin. */
type Pages = ReadonlyMap<string, ReadonlyMap<string | null, Promise<string[]>>>;

/**
 * One block's storage, of which everything that is likely to be asked for is asked at once: the pages
 * of keys that there were of maps, with the one behind the last key, and the values of those keys,
 * in one round trip. What proves to be wanted beyond it, such as the values of new keys, is asked
 * for then.
 */
export class ReadAhead implements StorageSource {
  private readonly pages: Pages;
  private readonly values: Promise<Map<string, string | null>>;
  private readonly asked = new Asked();
  /** Of each map, and of each key that is of none: whether anything is stored there. */
  readonly found = new Map<string, boolean>();

  constructor(
    private readonly node: ChainNode,
    block: string,
    { pages, keys }: Foresight,
  ) {
    const none = Promise.resolve(new Map<string, string | null>());
    this.values = keys.size === 0 ? none : foreseen(node.storageAt([...keys], block));
    const page = (prefix: string, after: string | null) =>
      foreseen(node.keysPaged(prefix, PAGE, after, block));
    const pagesOf = (prefix: string, afters: ReadonlySet<string | null>) =>
      new Map([...afters].map((after) => [after, page(prefix, after)]));
    this.pages = new Map([...pages].map(([prefix, afters]) => [prefix, pagesOf(prefix, afters)]));
  }

  get endpoint(): string {
    return this.node.endpoint;
  }

  get foresight(): Foresight {
    return this.asked.foresight;
  }

  async keysPaged(
    prefix: string,
    count: number,
    after: string | null,
    block: string,
  ): Promise<string[]> {
    const regular = count === PAGE;
    if (regular) this.asked.addPage(prefix, after);
    const ahead = regular ? this.pages.get(prefix)?.get(after) : undefined;
    const keys = await (ahead ?? this.node.keysPaged(prefix, count, after, block));
    this.refuseOmission({ prefix, after, keys }, await this.values);
    if (after === null) this.found.set(prefix, keys.length > 0);
    return keys;
  }

  async storageAt(keys: readonly string[], block: string): Promise<Map<string, string | null>> {
    this.asked.addKeys(keys);
    const known = await this.values;
    const missing = keys.filter((key) => !known.has(key));
    const more = missing.length === 0 ? known : await this.node.storageAt(missing, block);
    const values = new Map(keys.map((key) => [key, known.get(key) ?? more.get(key) ?? null]));
    for (const [key, value] of values) {
      if (!this.asked.isEntry(key)) this.found.set(key, value !== null);
    }
    return values;
  }

  /** A node that gives a value has its key: it must be on the page that it would be on. */
  private refuseOmission(page: Page, values: ReadonlyMap<string, string | null>): void {
    const listed = new Set(page.keys);
    for (const [key, value] of values) {
      if (value === null || !spans(page, key) || listed.has(key)) continue;
      const reason = 'its list of keys leaves out one that it has a value of';
      throw new RpcCallError('ANSWER_MALFORMED', this.endpoint, reason);
    }
  }
}

/** A failure comes to who asks; nobody may, once another one has come before. */
function foreseen<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

interface Page {
  readonly prefix: string;
  readonly after: string | null;
  readonly keys: readonly string[];
}

/** Whether a key would be on that page: an empty one is the end of the map, and spans all of it. */
function spans({ prefix, after, keys }: Page, key: string): boolean {
  const last = keys.at(-1) ?? key;
  return key.startsWith(prefix) && (after === null || key > after) && key <= last;
}
