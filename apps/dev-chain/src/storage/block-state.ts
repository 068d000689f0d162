import { textHash } from '../encoding/hashes.js';
import { rememberedMerkleValue } from './merkle-values.js';
import type { PalletStorage } from './pallet-storage.js';
import type { RawStorage } from './raw-storage.js';
import type { MapRevision } from './state-layer.js';

/** The state of one block: what was written by hand, above what pallets hold now and once held. */
export class BlockState {
  readonly #raw: RawStorage;
  readonly #pallets: readonly PalletStorage[];
  #lastListed: { readonly prefix: string; readonly keys: readonly string[] } | undefined;

  /** Where two layers of pallets know an item, the first one holds it. */
  constructor(raw: RawStorage, pallets: readonly PalletStorage[]) {
    this.#raw = raw;
    this.#pallets = pallets;
  }

  /** Hexadecimal text without 0x, or `null` when there is nothing. */
  valueOf(key: string): string | null {
    for (const layer of [this.#raw, ...this.#pallets]) {
      const value = layer.valueOf(key);
      if (value !== undefined) return value;
    }
    return null;
  }

  /** The first `count` keys that begin with `prefix` and come after `startKey`, in order. */
  keysPaged(prefix: string, count: number, startKey: string): readonly string[] {
    const keys = this.keysBelow(prefix);
    const start = firstAfter(keys, startKey);
    return keys.slice(start, start + count);
  }

  /** Every key that begins with `prefix`, in the order of the state trie. */
  keysBelow(prefix: string): readonly string[] {
    if (this.#lastListed?.prefix === prefix) return this.#lastListed.keys;
    const keys = this.#list(prefix);
    this.#lastListed = { prefix, keys };
    return keys;
  }

  /** Stands for everything below a key, itself included; `null` when there is nothing. */
  merkleValueBelow(prefix: string): string | null {
    const compute = (): string | null => {
      const entries = this.keysBelow(prefix).map((key) => `${key} ${this.valueOf(key)}`);
      return entries.length === 0 ? null : textHash(entries.join('\n'));
    };
    const known = this.#pallets.map((layer) => layer.revisionBelow(prefix)).find(isKnown);
    if (known === undefined) return compute();
    return rememberedMerkleValue(
      known.map,
      `${prefix} ${this.#raw.digest} ${known.revision}`,
      compute,
    );
  }

  #list(prefix: string): readonly string[] {
    const keys = new Set(this.#pallets.flatMap((layer) => layer.keysBelow(prefix)));
    for (const key of this.#raw.keysBelow(prefix)) {
      if (this.#raw.valueOf(key) === null) keys.delete(key);
      else keys.add(key);
    }
    return [...keys].toSorted();
  }
}

/** The place of the first key that is greater than `startKey`, by halving. */
function firstAfter(keys: readonly string[], startKey: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') <= startKey) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isKnown(revision: MapRevision | undefined): revision is MapRevision {
  return revision !== undefined;
}
