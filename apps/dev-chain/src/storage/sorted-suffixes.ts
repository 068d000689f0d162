import type { MapKeys } from '../runtime/pallet.js';
import { entrySuffix } from './storage-keys.js';

const KEPT_LISTS = 8;

// Maps of the same size share their keys, and hashing and sorting thousands of them takes a while.
const lists = new Map<string, readonly string[]>();

/** The suffixes of a map's entries from `first` to `last`, in the order of the state trie. */
export function sortedSuffixes(keys: MapKeys, first: number, last: number): readonly string[] {
  const name = `${keys.hasher} ${first} ${last}`;
  const known = lists.get(name);
  if (known !== undefined) return known;
  const list = computeSuffixes(keys, first, last);
  lists.set(name, list);
  const [oldest] = lists.keys();
  if (lists.size > KEPT_LISTS && oldest !== undefined) lists.delete(oldest);
  return list;
}

function computeSuffixes(keys: MapKeys, first: number, last: number): readonly string[] {
  const length = Math.max(0, last - first + 1);
  return Array.from({ length }, (_, place) => entrySuffix(keys, first + place)).toSorted();
}
