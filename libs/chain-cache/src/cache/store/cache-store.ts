import type { CacheStoreError } from '../cache.errors.js';
import type { EntryOrder } from '../entry-order.js';
import type { Lifetime } from '../lifetime.js';

/** A row as the store tells it. Ages and lives are by the store's clock at the moment of reading. */
export interface StoredEntry {
  readonly key: string;
  readonly value: unknown;
  /** Grows with every write of the key. */
  readonly version: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly fetchedAtMs: number;
  /** Milliseconds since it was written. */
  readonly ageMs: number;
  /** Milliseconds left to live; below 0 once expired, `Infinity` if it never does. */
  readonly freshMs: number;
  /** Milliseconds left until it may not be served even as stale. */
  readonly servableMs: number;
  readonly order: EntryOrder | null;
}

/** A row to be written. `json` is text that `encodeValue` made. */
export interface NewEntry extends Lifetime {
  readonly key: string;
  readonly json: string;
  /** With an order, an entry of a higher block, or of another chain, is not replaced. */
  readonly order?: EntryOrder | undefined;
  /** With an order: whether an entry of another chain may be replaced. */
  readonly replaceOtherChain?: boolean | undefined;
}

/** What the store said of a write. */
export type WrittenEntry = Omit<StoredEntry, 'value'>;

/**
 * The right to load a key, until it runs out. What was loaded is taken by the token, if the key has
 * not been written meanwhile: who wrote knew of something newer than the load.
 */
export interface Lease {
  readonly key: string;
  readonly token: string;
}

/** What is known of a load that failed. */
export interface LoadFailure {
  readonly code: string;
  readonly message: string;
}

/** Who has the right to load a key now: somebody (no failure), or nobody until a failure is over. */
export interface LeaseState {
  readonly failure: LoadFailure | null;
}

/** How a write went: an entry may be `refused` by its order. */
export type Write = WrittenEntry | 'refused';

/** The same under a lease: `lost` if it was no longer held, or the key has been written since. */
export type LeasedWrite = Write | 'lost';

/** What a clean-up did. */
export interface CleanupReport {
  readonly removed: number;
  readonly batches: number;
  readonly durationMs: number;
  /** `false`: stopped before the end; the next one goes on from there. */
  readonly complete: boolean;
}

/**
 * What a replica is told: these keys changed, or all below a prefix, up to this version. Version 0:
 * nothing changed but the leases, and those who wait for one may look again.
 */
export interface Change {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly version: number;
}

/** Hears of other replicas' changes. */
export interface ChangeListener {
  changed(change: Change): void;
  /** Whether changes can be heard at all. Turning `true`, everything heard before is void. */
  audible(audible: boolean): void;
}

/**
 * Where entries and leases are kept for all replicas. Two implementations: PostgreSQL, and memory
 * for tests. Every method but `outage` and `listen` throws CacheStoreError when the store cannot be asked.
 */
export abstract class CacheStore {
  /** Why the store could not be asked the last time; undefined: it could, as far as is known. */
  abstract outage(): CacheStoreError | undefined;

  /** The rows of these keys that may still be served, fresh or stale. */
  abstract read(keys: readonly string[]): Promise<readonly StoredEntry[]>;

  /** One page of rows in the order of their keys, expired ones included. */
  abstract list(prefix: string, after: string, limit: number): Promise<StoredEntry[]>;

  /** Writes. Who loads the key has lost its lease. */
  abstract write(entry: NewEntry, durable: boolean): Promise<Write>;

  /** The same for many, whose keys are distinct: all that are not refused, or none. In their order. */
  abstract writeAll(entries: readonly NewEntry[], durable: boolean): Promise<Write[]>;

  /** Writes and gives the lease back, in one step, if the lease is still held. */
  abstract writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite>;

  /** Removes the row, and takes the key's lease away. Tells whether it could still be served. */
  abstract remove(key: string): Promise<boolean>;

  /** The same for all keys that begin so. Tells how many rows could still be served. */
  abstract removePrefix(prefix: string): Promise<number>;

  /** The lease on a key, if nobody holds it and no failure holds it back. */
  abstract acquireLease(key: string, leaseMs: number): Promise<Lease | undefined>;

  /** Holds on to it. Tells whether it was still held. */
  abstract renewLease(lease: Lease, leaseMs: number): Promise<boolean>;

  abstract releaseLease(lease: Lease): Promise<void>;

  /** Gives the lease back with the reason why nobody may load the key for a while. */
  abstract failLease(lease: Lease, failure: LoadFailure, retryAfterMs: number): Promise<void>;

  /** What stands in the way of loading a key, if anything does. */
  abstract leaseState(key: string): Promise<LeaseState | undefined>;

  /**
   * Removes rows past their grace, in short statements, one replica at a time.
   * `undefined`: another replica is at it.
   */
  abstract removeExpired(signal: AbortSignal): Promise<CleanupReport | undefined>;

  /** Begins to tell of other replicas' changes. */
  abstract listen(listener: ChangeListener): void;

  /** Stops telling, and lets go of everything. */
  abstract close(): Promise<void>;
}
