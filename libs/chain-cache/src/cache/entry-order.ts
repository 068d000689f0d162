/** The place of a value on its chain, by which writes are guarded. */
export interface EntryOrder {
  /** Which chain: its genesis hash. */
  readonly chain: string;
  /** Block height, a whole number of 0 or more. */
  readonly height: number;
}
