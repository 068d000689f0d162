import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import type { Statement } from '../../common/statement.js';
import type { Parameter } from '../../common/text-query.js';
import type { CacheStoreError } from '../cache.errors.js';
import type { CacheOptions } from '../cache.options.js';
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
  type Write,
} from './cache-store.js';
import { ChangeBus } from './change-bus.js';
import { ChangeOrder } from './change-order.js';
import { Database } from './database.js';
import { EntryReader } from './entry-reader.js';
import { EntryRemover } from './entry-remover.js';
import { EntryWriter } from './entry-writer.js';
import { ExpiredRows } from './expired-rows.js';
import {
  ACQUIRE_LEASE,
  FAIL_LEASE,
  LEASE_STATE,
  RELEASE_LEASE,
  RENEW_LEASE,
} from './lease-statements.js';
import { beginningOf, scopeOfKeys } from './notification.js';

type FailureRow = readonly [failure: string | null];

/** Entries and leases in PostgreSQL, changes by LISTEN and NOTIFY. */
export class PostgresCacheStore extends CacheStore {
  private readonly database: Database;
  private readonly reader: EntryReader;
  private readonly writer: EntryWriter;
  private readonly remover: EntryRemover;
  private readonly bus: ChangeBus;
  private readonly expiredRows: ExpiredRows;

  constructor(dataSource: DataSource, { storeTimeoutMs }: CacheOptions, clock: Clock) {
    super();
    this.database = new Database(dataSource, storeTimeoutMs, clock);
    this.reader = new EntryReader(this.database);
    this.bus = new ChangeBus(this.database, storeTimeoutMs);
    const order = new ChangeOrder();
    this.writer = new EntryWriter(this.database, this.bus, order);
    this.remover = new EntryRemover(this.database, this.bus, order);
    this.expiredRows = new ExpiredRows(this.database, this.bus);
  }

  override outage(): CacheStoreError | undefined {
    return this.database.outage();
  }

  override read(keys: readonly string[]): Promise<readonly StoredEntry[]> {
    return this.reader.read(keys);
  }

  override list(prefix: string, after: string, limit: number): Promise<StoredEntry[]> {
    return this.reader.list(prefix, after, limit);
  }

  override write(entry: NewEntry, durable: boolean): Promise<Write> {
    return this.writer.write(entry, durable);
  }

  override async writeAll(entries: readonly NewEntry[], durable: boolean): Promise<Write[]> {
    return entries.length === 0 ? [] : await this.writer.writeAll(entries, durable);
  }

  override writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    return this.writer.writeLeased(entry, lease, durable);
  }

  override remove(key: string): Promise<boolean> {
    return this.remover.remove(key);
  }

  override removePrefix(prefix: string): Promise<number> {
    return this.remover.removePrefix(prefix);
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
    await this.giveBack(RELEASE_LEASE, [key, token, this.wakeUp(key)]);
  }

  override async failLease(
    { key, token }: Lease,
    failure: LoadFailure,
    retryAfterMs: number,
  ): Promise<void> {
    const why = JSON.stringify(failure);
    await this.giveBack(FAIL_LEASE, [key, token, retryAfterMs, why, this.wakeUp(key)]);
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
    await this.bus.stop();
  }

  private async giveBack(statement: Statement, parameters: readonly Parameter[]): Promise<void> {
    await this.database.ask(statement, parameters, { first: this.bus.lasting });
  }

  /** A notification for those who wait for the key. It voids nothing: hence version 0. */
  private wakeUp(key: string): string {
    return `${beginningOf(this.database.origin, scopeOfKeys([key]))}0`;
  }
}
