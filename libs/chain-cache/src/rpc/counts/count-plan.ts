import type { TypeTable } from './scale/type-layout.js';

/** How every count is read from the blocks of one runtime. JSON: it is kept in the cache. */
export interface CountPlan {
  readonly counts: readonly PlannedCount[];
  /** The layouts of all types that are decoded. */
  readonly types: TypeTable;
}

export type PlannedCount = ReadableCount | UnreadableCount;

/** A count that this runtime has. */
export interface ReadableCount {
  readonly name: string;
  readonly kind: 'count' | 'amount';
  /** `Pallet.Item`, for people. */
  readonly place: string;
  /** 0x-prefixed: the key of a plain item, or the prefix of a map's keys. */
  readonly key: string;
  /** Of a map: the keys of plain items in which earlier runtimes kept the count. */
  readonly formerKeys: readonly string[];
  readonly read: PlannedRead;
}

/** A count that this runtime does not have. */
interface UnreadableCount {
  readonly name: string;
  /** Why, with the reason of each alternative. */
  readonly reason: string;
}

export type PlannedRead =
  | { readonly how: 'value'; readonly bytes: number }
  | { readonly how: 'length'; readonly element: number }
  | { readonly how: 'entries' }
  /** Fields of the entry, which of them is looked at, and the variant that counts. */
  | {
      readonly how: 'entriesWhere';
      readonly fields: readonly number[];
      readonly field: number;
      readonly variant: number;
    }
  /** By the decoder of the definition, over one value or over those of all entries. */
  | { readonly how: 'decode'; readonly of: 'value' | 'entries' };
