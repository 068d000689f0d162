/** What to count, and where it may be found in a runtime. Plain data, but for a decoder of one's own. */
export interface CountDefinition {
  /** In camel case: up to 64 letters and digits. */
  readonly name: string;
  /** `count`: a number of things, exact as a number. `amount`: given as a decimal string. */
  readonly kind: 'count' | 'amount';
  /** Ordered: the first one that the runtime has, with a type that fits, is read. */
  readonly alternatives: readonly CountAlternative[];
}

/** A storage item, by the names that metadata gives it, and how it is read. */
export interface CountAlternative {
  readonly pallet: string;
  readonly item: string;
  readonly read: CountRead;
}

/**
 * - `value`: the value of a plain unsigned integer
 * - `length`: the length of a plain vector
 * - `entries`: the number of entries of a map
 * - `entriesWhere`: the number of entries of a map whose field, an enum, is of that variant
 * - `decode`: what a function of the consumer's makes of the raw values
 */
export type CountRead =
  | 'value'
  | 'length'
  | 'entries'
  | { readonly entriesWhere: { readonly field: string; readonly equals: string } }
  | { readonly decode: CountDecoder };

/**
 * A consumer's own decoder: pure, since it runs on each replica.
 * @param values SCALE-encoded: the one value of a plain item, or those of all entries of a map, which
 * may take up to 32 MiB, with 100 bytes for each; beyond that, the count is unavailable
 * @returns a whole number of 0 or more; what it throws makes the count unavailable
 */
export type CountDecoder = (values: readonly Uint8Array[]) => number | bigint;

/** What holds of the counts of a healthy chain: one of them is at most a number, or another one. */
export interface CountInvariant {
  readonly count: string;
  readonly atMost: number | string;
}

/** Counts that belong together. */
export interface CountPreset {
  readonly definitions: readonly CountDefinition[];
  readonly invariants: readonly CountInvariant[];
}
