/** What is known of the entries of one map, without looking at them. */
export interface MapRevision {
  /** The same object as long as it is the same map. */
  readonly map: object;
  readonly revision: string;
}

/** Part of a block's state; keys and values are hexadecimal text without 0x. */
export interface StateLayer {
  /** `null`: there is nothing; `undefined`: another layer knows. */
  valueOf(key: string): string | null | undefined;

  /** The keys that begin with `prefix`, in no order. */
  keysBelow(prefix: string): string[];
}
