import { CacheStoreError } from '../src/cache/cache.errors.js';
import {
  CacheStore,
  type Change,
  type ChangeListener,
  type CleanupReport,
  type Lease,
  type LeasedWrite,
  type LeaseState,
  type LoadFailure,
  type NewEntry,
  type StoredEntry,
  type Write,
} from '../src/cache/store/cache-store.js';
import { ControllableClock } from './controllable-clock.js';
import { InMemoryLeases } from './in-memory-leases.js';
import { InMemoryRows } from './in-memory-rows.js';

/** What the stores of all replicas have in common. */
interface Shared {
  readonly rows: InMemoryRows;
  readonly leases: InMemoryLeases;
  readonly replicas: Set<InMemoryCacheStore>;
}

/**
 * The store of the cache without PostgreSQL, with the same semantics: it passes the same contract.
 * Its time is that of its clock, which a test moves. It can be made to fail as a database that is
 * down, and have replicas that share its entries.
 */
export class InMemoryCacheStore extends CacheStore {
  private listener: ChangeListener | undefined;
  private available = true;

  constructor(
    readonly clock: ControllableClock = new ControllableClock(),
    private readonly shared: Shared = {
      rows: new InMemoryRows(clock),
      leases: new InMemoryLeases(clock),
      replicas: new Set(),
    },
  ) {
    super();
  }

  /** The store of another replica, which shares the entries of this one. */
  replica(): InMemoryCacheStore {
    return new InMemoryCacheStore(this.clock, this.shared);
  }

  /** `false`: everything fails with CacheStoreError and no change is heard, until `true` again. */
  setAvailable(available: boolean): void {
    this.available = available;
    this.listener?.audible(available);
  }

  override outage(): CacheStoreError | undefined {
    const told = 'the in-memory store was told to be unavailable';
    return this.available ? undefined : new CacheStoreError(told);
  }

  override async read(keys: readonly string[]): Promise<StoredEntry[]> {
    const { rows } = this.ask();
    return [...new Set(keys)].flatMap((key) => rows.servable(key) ?? []);
  }

  override async list(prefix: string, after: string, limit: number): Promise<StoredEntry[]> {
    return this.ask().rows.page(prefix, after, limit);
  }

  override async write(entry: NewEntry): Promise<Write> {
    return this.writeEach([entry])[0] ?? 'refused';
  }

  override async writeAll(entries: readonly NewEntry[]): Promise<Write[]> {
    return this.writeEach(entries);
  }

  override async writeLeased(entry: NewEntry, lease: Lease): Promise<LeasedWrite> {
    const { leases } = this.ask();
    return leases.release(lease) ? await this.write(entry) : 'lost';
  }

  override async remove(key: string): Promise<boolean> {
    const { rows, leases } = this.ask();
    leases.revoke(key);
    const removed = rows.remove(key);
    this.tellOthers({ keys: [key], prefixes: [], version: rows.nextVersion() });
    return removed;
  }

  override async removePrefix(prefix: string): Promise<number> {
    const { rows, leases } = this.ask();
    leases.revokeBelow(prefix);
    const removed = rows.keysBelow(prefix).filter((key) => rows.remove(key));
    this.tellOthers({ keys: [], prefixes: [prefix], version: rows.nextVersion() });
    return removed.length;
  }

  override async acquireLease(key: string, leaseMs: number): Promise<Lease | undefined> {
    return this.ask().leases.acquire(key, leaseMs);
  }

  override async renewLease(lease: Lease, leaseMs: number): Promise<boolean> {
    return this.ask().leases.renew(lease, leaseMs);
  }

  override async releaseLease(lease: Lease): Promise<void> {
    this.ask().leases.release(lease);
    this.tellOthers({ keys: [lease.key], prefixes: [], version: 0 });
  }

  override async failLease(
    lease: Lease,
    failure: LoadFailure,
    retryAfterMs: number,
  ): Promise<void> {
    this.ask().leases.fail(lease, failure, retryAfterMs);
    this.tellOthers({ keys: [lease.key], prefixes: [], version: 0 });
  }

  override async leaseState(key: string): Promise<LeaseState | undefined> {
    return this.ask().leases.state(key);
  }

  override async removeExpired(signal: AbortSignal): Promise<CleanupReport> {
    const { rows } = this.ask();
    if (signal.aborted) return { removed: 0, batches: 0, durationMs: 0, complete: false };
    return { removed: rows.removeExpired(), batches: 1, durationMs: 0, complete: true };
  }

  override listen(listener: ChangeListener): void {
    this.listener = listener;
    this.shared.replicas.add(this);
    listener.audible(this.available);
  }

  override async close(): Promise<void> {
    this.shared.replicas.delete(this);
    this.listener = undefined;
  }

  private ask(): Shared {
    const outage = this.outage();
    if (outage !== undefined) throw outage;
    return this.shared;
  }

  private writeEach(entries: readonly NewEntry[]): Write[] {
    const { rows, leases } = this.ask();
    const outcomes = entries.map((entry) => rows.write(entry));
    const written = outcomes.filter((outcome) => outcome !== 'refused');
    const keys = written.map(({ key }) => key);
    for (const key of keys) leases.revoke(key);
    this.tellOthers({ keys, prefixes: [], version: written.at(-1)?.version ?? 0 });
    return outcomes;
  }

  private tellOthers(change: Change): void {
    for (const replica of this.shared.replicas) {
      if (replica !== this && replica.available) replica.listener?.changed(change);
    }
  }
}
