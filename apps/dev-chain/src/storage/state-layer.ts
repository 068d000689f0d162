/** Part of a block's state; keys and values are hexadecimal text without 0x. */
export interface StateLayer {
  /** `null`: there is nothing; `undefined`: another layer knows. */
  valueOf(key: string): string | null | undefined;

  /** The keys that begin with `prefix`, in no order. */
  keysBelow(prefix: string): string[];
}
