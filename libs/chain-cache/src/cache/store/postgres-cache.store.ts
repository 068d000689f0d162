import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import type { CacheOptions } from '../cache.options.js';
import { Announcer } from './announcer.js';
import {
  CacheStore,
  type ChangeListener,
  type CleanupReport,
  type Lease,
  type LeasedWrite,
  type LeaseState,
  type LoadFailure,
  type NewEntry,
  type StoredEntry,
  type WrittenEntry,
} from './cache-store.js';
import { ChangeBus } from './change-bus.js';
import { Database } from './database.js';
import { EntryReader } from './entry-reader.js';
import { REMOVE_ENTRIES_BELOW, REMOVE_ENTRY, REVOKE_LEASES_BELOW } from './entry-statements.js';
import { EntryWriter } from './entry-writer.js';
import { ExpiredRows } from './expired-rows.js';
import {
  ACQUIRE_LEASE,
  FAIL_LEASE,
  LEASE_STATE,
  RELEASE_LEASE,
  RENEW_LEASE,
} from './lease-statements.js';

type RemovedRow = readonly [removed: string, version: string];

type RemovedOneRow = readonly [...RemovedRow, overtaken: 't' | 'f' | null];

type FailureRow = readonly [failure: string | null];

/** Entries and leases in PostgreSQL, changes by LISTEN and NOTIFY. */
export class PostgresCacheStore extends CacheStore {
  private readonly database: Database;
  private readonly reader: EntryReader;
  private readonly writer: EntryWriter;
  private readonly announcer: Announcer;
  private readonly bus: ChangeBus;
  private readonly expiredRows: ExpiredRows;

  constructor(dataSource: DataSource, { storeTimeoutMs }: CacheOptions, clock: Clock) {
    super();
    // Names this replica in its notifications, so that it can tell its own from others'.
    const origin = randomUUID();
    this.database = new Database(dataSource, storeTimeoutMs, clock);
    this.reader = new EntryReader(this.database);
    this.announcer = new Announcer(this.database, origin);
    this.bus = new ChangeBus(this.database, origin, storeTimeoutMs);
    this.writer = new EntryWriter(this.database, this.bus, origin);
    this.expiredRows = new ExpiredRows(this.database);
  }

  override read(keys: readonly string[]): Promise<readonly StoredEntry[]> {
    return this.reader.read(keys);
  }

  override list(prefix: string, after: string, limit: number): Promise<StoredEntry[]> {
    return this.reader.list(prefix, after, limit);
  }

  override async write(entries: readonly NewEntry[], durable: boolean): Promise<WrittenEntry[]> {
    const [entry] = entries;
    if (entry === undefined) return [];
    const guarded = entries.some(({ order }) => order !== undefined);
    if (entries.length > 1 || guarded) return await this.writer.writeAll(entries, durable);
    return [await this.writer.writeOne(entry, durable)];
  }

  override writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    return this.writer.writeLeased(entry, lease, durable);
  }

  /** Once more if a load that had the lease wrote while this was asked: see REMOVE_ENTRY. */
  override async remove(key: string): Promise<boolean> {
    let removed = 0;
    let version = 0;
    for (let overtaken = true; overtaken;) {
      const { rows } = await this.database.ask<RemovedOneRow>(REMOVE_ENTRY, [key]);
      const [row] = rows;
      removed += Number(row?.[0] ?? 0);
      version = Number(row?.[1] ?? 0);
      overtaken = row?.[2] === 't';
    }
    this.announcer.keysChanged([key], version);
    return removed > 0;
  }

  /**
   * The leases go first, by a statement of its own: who loads has then either written before, and
   * the second statement sees it, or finds its lease gone.
   */
  override async removePrefix(prefix: string): Promise<number> {
    await this.database.ask(REVOKE_LEASES_BELOW, [prefix]);
    const { rows } = await this.database.ask<RemovedRow>(REMOVE_ENTRIES_BELOW, [prefix]);
    const [row] = rows;
    await this.announcer.prefixChanged(prefix, Number(row?.[1] ?? 0));
    return Number(row?.[0] ?? 0);
  }

  override async acquireLease(key: string, leaseMs: number): Promise<Lease | undefined> {
    const token = randomUUID();
    const { count } = await this.database.ask(ACQUIRE_LEASE, [key, token, leaseMs]);
    return count > 0 ? { key, token } : undefined;
  }

  override async renewLease({ key, token }: Lease, leaseMs: number): Promise<boolean> {
    return (await this.database.ask(RENEW_LEASE, [key, token, leaseMs])).count > 0;
  }

  override async releaseLease({ key, token }: Lease): Promise<void> {
    await this.database.ask(RELEASE_LEASE, [key, token]);
    await this.announcer.leaseChanged(key);
  }

  override async failLease(
    { key, token }: Lease,
    failure: LoadFailure,
    retryAfterMs: number,
  ): Promise<void> {
    await this.database.ask(FAIL_LEASE, [key, token, retryAfterMs, JSON.stringify(failure)]);
    await this.announcer.leaseChanged(key);
  }

  override async leaseState(key: string): Promise<LeaseState | undefined> {
    const { rows } = await this.database.ask<FailureRow>(LEASE_STATE, [key]);
    const [row] = rows;
    return row && { failure: row[0] === null ? null : (JSON.parse(row[0]) as LoadFailure) };
  }

  override removeExpired(signal: AbortSignal): Promise<CleanupReport | undefined> {
    return this.expiredRows.remove(signal);
  }

  override listen(listener: ChangeListener): void {
    this.bus.start(listener);
  }

  override async close(): Promise<void> {
    await this.announcer.settled();
    await this.bus.stop();
  }
}
