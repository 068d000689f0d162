import type { BlockFacts, MapItem, Pallet, StorageItem } from '../runtime/pallet.js';
import { sortedSuffixes } from './sorted-suffixes.js';
import type { MapRevision, StateLayer } from './state-layer.js';
import { entryNumber, itemKey, PREFIX_LENGTH } from './storage-keys.js';

/** What pallets hold at a block. Nothing is stored: each value is computed when it is asked for. */
export class PalletStorage implements StateLayer {
  readonly #items: ReadonlyMap<string, StorageItem>;
  readonly #facts: BlockFacts;

  constructor(pallets: readonly Pallet[], facts: BlockFacts) {
    this.#items = itemsByKey(pallets);
    this.#facts = facts;
  }

  valueOf(key: string): string | null | undefined {
    const item = this.#items.get(key.slice(0, PREFIX_LENGTH));
    if (item === undefined) return undefined;
    const suffix = key.slice(PREFIX_LENGTH);
    if (item.kind === 'map') return this.#entry(item, suffix);
    return suffix === '' ? item.valueAt(this.#facts) : null;
  }

  keysBelow(prefix: string): string[] {
    return [...this.#items]
      .filter(([key]) => key.startsWith(prefix) || prefix.startsWith(key))
      .flatMap(([key, item]) => this.#keysOf(key, item))
      .filter((key) => key.startsWith(prefix));
  }

  /** Of the map in which all keys that begin so are; `undefined` where they are not of one map. */
  revisionBelow(prefix: string): MapRevision | undefined {
    const item = this.#items.get(prefix.slice(0, PREFIX_LENGTH));
    if (item?.kind !== 'map') return undefined;
    return { map: item, revision: item.revisionAt(this.#facts) };
  }

  #entry(item: MapItem, suffix: string): string | null {
    const number = entryNumber(item.keys, suffix);
    const { first, last } = item.rangeAt(this.#facts);
    if (number === undefined || number < first || number > last) return null;
    return item.valueAt(this.#facts, number);
  }

  #keysOf(key: string, item: StorageItem): string[] {
    if (item.kind === 'plain') return [key];
    const { first, last } = item.rangeAt(this.#facts);
    return sortedSuffixes(item.keys, first, last).map((suffix) => key + suffix);
  }
}

const itemsOfPallets = new WeakMap<readonly Pallet[], ReadonlyMap<string, StorageItem>>();

function itemsByKey(pallets: readonly Pallet[]): ReadonlyMap<string, StorageItem> {
  const known = itemsOfPallets.get(pallets);
  if (known !== undefined) return known;
  const items = new Map(
    pallets.flatMap(({ name, items }) => items.map((item) => [itemKey(name, item.name), item])),
  );
  itemsOfPallets.set(pallets, items);
  return items;
}
