import { blake2_128Concat, twox128, twox64Concat } from '../encoding/hashes.js';
import type { MapKeys } from '../runtime/pallet.js';

/** Characters of the two hashed names that every key begins with. */
export const PREFIX_LENGTH = 64;

const HASH_LENGTH = { Twox64Concat: 16, Blake2_128Concat: 32 };
const HASHERS = { Twox64Concat: twox64Concat, Blake2_128Concat: blake2_128Concat };

// Only names of pallets and items come here: a small number that is asked for in every request.
const nameHashes = new Map<string, string>();

/** The key of a plain item, and what the keys of a map begin with: hexadecimal text without 0x. */
export function itemKey(pallet: string, item: string): string {
  return nameHash(pallet) + nameHash(item);
}

/** What stands behind `itemKey` in the key of a map's entry. */
export function entrySuffix(keys: MapKeys, number: number): string {
  return HASHERS[keys.hasher](keys.encode(number));
}

/** The number of a map's entry, or `undefined` when the suffix is not one of its keys. */
export function entryNumber(keys: MapKeys, suffix: string): number | undefined {
  const number = keys.decode(suffix.slice(HASH_LENGTH[keys.hasher]));
  return number !== undefined && entrySuffix(keys, number) === suffix ? number : undefined;
}

function nameHash(name: string): string {
  const known = nameHashes.get(name);
  if (known !== undefined) return known;
  const hash = twox128(name);
  nameHashes.set(name, hash);
  return hash;
}
