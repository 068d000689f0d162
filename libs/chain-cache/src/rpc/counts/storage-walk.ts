import type { ChainNode } from '../client/chain-node.js';
import type { Tally } from './tally.js';

/** Whom keys and values are asked of. */
export type StorageSource = Pick<ChainNode, 'endpoint' | 'keysPaged' | 'storageAt'>;

/** What a node gives and takes at most in one call: the limit of `state_getKeysPaged`. */
export const PAGE = 1000;

/**
 * The keys of one map, page by page, for all the counts that are made of it. A page may be shorter
 * than was asked for, where something caps pages or takes keys out of them: only an empty one is
 * the end.
 */
class MapWalk {
  private after: string | null = null;
  ended = false;

  constructor(
    private readonly prefix: string,
    readonly tallies: readonly Tally[],
  ) {}

  /** The next page of keys; empty at the end, and from then on. */
  async next(node: StorageSource, block: string): Promise<readonly string[]> {
    if (this.ended) return [];
    const keys = await node.keysPaged(this.prefix, PAGE, this.after, block);
    this.after = keys.at(-1) ?? null;
    this.ended = keys.length === 0;
    for (const tally of this.tallies) tally.addKeys(keys.length);
    return keys;
  }
}

/**
 * Gives every tally what is stored for it at one block. Usually two round trips: the keys of all
 * maps, then all values, together with the pages behind, which are empty. Larger maps take one more
 * a page, the values of one page together with the keys of the next, so that memory holds no more
 * than a page of each.
 */
export async function walkStorage(
  node: StorageSource,
  tallies: readonly Tally[],
  block: string,
): Promise<void> {
  const plain = groupByKey(tallies.filter((tally) => !tally.ofMap));
  const maps = groupByKey(tallies.filter((tally) => tally.ofMap));
  const walks = [...maps].map(([prefix, group]) => new MapWalk(prefix, group));
  let wanted = new Map([...plain, ...(await nextPages(walks, node, block))]);
  while (wanted.size > 0 || walks.some(({ ended }) => !ended)) {
    const [next] = await Promise.all([
      nextPages(walks, node, block),
      fetchValues(wanted, node, block),
    ]);
    wanted = next;
  }
  await lookBehind(tallies, node, block);
}

/** A map that an upgrade has brought, and not filled yet, is no empty one. */
async function lookBehind(
  tallies: readonly Tally[],
  node: StorageSource,
  block: string,
): Promise<void> {
  const keys = new Set(tallies.flatMap(({ suspectKeys }) => suspectKeys));
  if (keys.size === 0) return;
  const values = await node.storageAt([...keys], block);
  for (const tally of tallies) {
    for (const key of tally.suspectKeys) tally.addFormer(key, values.get(key) ?? null);
  }
}

type Wanted = Map<string, readonly Tally[]>;

/** The keys whose values are wanted from the next page of each map. */
async function nextPages(
  walks: readonly MapWalk[],
  node: StorageSource,
  block: string,
): Promise<Wanted> {
  const wanted: Wanted = new Map();
  const pages = walks.map(async (walk) => {
    const keys = await walk.next(node, block);
    const tallies = walk.tallies.filter(({ needsValues }) => needsValues);
    if (tallies.length > 0) for (const key of keys) wanted.set(key, tallies);
  });
  await Promise.all(pages);
  return wanted;
}

async function fetchValues(wanted: Wanted, node: StorageSource, block: string): Promise<void> {
  const keys = [...wanted.keys()];
  for (let start = 0; start < keys.length; start += PAGE) {
    const values = await node.storageAt(keys.slice(start, start + PAGE), block);
    for (const [key, value] of values) {
      for (const tally of wanted.get(key) ?? []) tally.addValue(key, value);
    }
  }
}

function groupByKey(tallies: readonly Tally[]): Wanted {
  const groups = new Map<string, Tally[]>();
  for (const tally of tallies) {
    const group = groups.get(tally.count.key);
    if (group === undefined) groups.set(tally.count.key, [tally]);
    else group.push(tally);
  }
  return groups;
}
