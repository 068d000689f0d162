import { littleEndian, readLittleEndian } from '../encoding/scale.js';
import type { Figures } from '../population/figures.js';
import { accountOf, identityOfAccount } from '../population/accounts.js';
import type { Shape } from '../types/shape.js';
import { u32, type ScaleType } from '../types/scale-type.js';
import { accountId } from '../types/common-types.js';

/** What the values of a block's state are made from. */
export interface BlockFacts {
  readonly number: number;
  /** 0x-prefixed. */
  readonly parentHash: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly specName: string;
  readonly specVersion: number;
  readonly figures: Figures;
  /** 0x-prefixed hash of an earlier block. */
  readonly hashOf: (number: number) => string;
}

export interface Pallet {
  readonly name: string;
  readonly index: number;
  readonly items: readonly StorageItem[];
  readonly constants: readonly Constant[];
}

export interface Constant {
  readonly name: string;
  readonly type: Shape;
  /** Hexadecimal text without 0x, as every encoded value below. */
  readonly value: string;
}

export type StorageItem = PlainItem | MapItem;

/** `Default`: absent reads as the fallback; `Optional`: absent reads as nothing. */
export type Modifier = 'Optional' | 'Default';

export interface PlainItem {
  readonly kind: 'plain';
  readonly name: string;
  readonly modifier: Modifier;
  readonly type: Shape;
  readonly fallback: string;
  valueAt(facts: BlockFacts): string;
}

export interface MapItem {
  readonly kind: 'map';
  readonly name: string;
  readonly modifier: Modifier;
  readonly type: Shape;
  readonly fallback: string;
  readonly keys: MapKeys;
  /** The entries are those of the numbers from `first` to `last`; none when `last` is below. */
  rangeAt(facts: BlockFacts): { readonly first: number; readonly last: number };
  valueAt(facts: BlockFacts, number: number): string;
  /** Of what the entries are made: while it is the same, so are they all. */
  revisionAt(facts: BlockFacts): string;
}

/** How the keys of a map come from the numbers of its entries. */
export interface MapKeys {
  readonly hasher: 'Twox64Concat' | 'Blake2_128Concat';
  readonly type: Shape;
  encode(number: number): string;
  /** Of an encoded key, or `undefined` when it is not one of ours. */
  decode(key: string): number | undefined;
}

export const byNumber: MapKeys = {
  hasher: 'Twox64Concat',
  type: u32.shape,
  encode: (number) => littleEndian(number, 4),
  decode: (key) => (key.length === 8 ? readLittleEndian(key) : undefined),
};

export const byAccount: MapKeys = {
  hasher: 'Blake2_128Concat',
  type: accountId.shape,
  encode: accountOf,
  decode: identityOfAccount,
};

export function plain<T>(
  name: string,
  type: ScaleType<T>,
  valueAt: (facts: BlockFacts) => T,
  modifier: Modifier = 'Default',
): PlainItem {
  return {
    kind: 'plain',
    name,
    modifier,
    type: type.shape,
    fallback: fallbackOf(type, modifier),
    valueAt: (facts) => type.encode(valueAt(facts)),
  };
}

export function map<T>(
  name: string,
  modifier: Modifier,
  keys: MapKeys,
  type: ScaleType<T>,
  entries: Pick<MapItem, 'rangeAt' | 'revisionAt'> & {
    valueAt(facts: BlockFacts, number: number): T;
  },
): MapItem {
  return {
    kind: 'map',
    name,
    modifier,
    type: type.shape,
    fallback: fallbackOf(type, modifier),
    keys,
    rangeAt: entries.rangeAt,
    revisionAt: entries.revisionAt,
    valueAt: (facts, number) => type.encode(entries.valueAt(facts, number)),
  };
}

export function constant<T>(name: string, type: ScaleType<T>, value: T): Constant {
  return { name, type: type.shape, value: type.encode(value) };
}

function fallbackOf<T>(type: ScaleType<T>, modifier: Modifier): string {
  return modifier === 'Default' ? type.encode(type.byDefault) : '00';
}
