/** Where an answer came from: this process, the shared table, or the loader just now. */
export type CacheTier = 'memory' | 'postgres' | 'loader';

/** `fresh`: within its time to live. `stale`: past it, within its grace, not renewed yet. */
export type CacheState = 'fresh' | 'stale';

/**
 * Why a stale value was served: `EXPIRED` (it was only looked up), `LOAD_SLOW`, `LOAD_FAILED` or the
 * `code` of the loader's error, `CACHE_STORE_UNAVAILABLE`.
 */
export type StaleReason = string;

/** A kept value and what is known of it. */
export interface CacheEntry<T> {
  readonly key: string;
  /** Frozen deeply: it is shared with every other reader of this process. */
  readonly value: T;
  /** When the value was written, by the database's clock. */
  readonly fetchedAt: Date;
  /** When it stops being fresh, by the database's clock; `null`: never. */
  readonly expiresAt: Date | null;
  /** Seconds since `fetchedAt`, 0 or more. */
  readonly ageSeconds: number;
  readonly state: CacheState;
  /** `null` while fresh. */
  readonly reason: StaleReason | null;
  readonly tier: CacheTier;
}
