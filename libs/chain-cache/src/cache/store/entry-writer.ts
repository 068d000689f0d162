import type { LeasedWrite, Lease, NewEntry, WrittenEntry } from './cache-store.js';
import type { Announcer } from './announcer.js';
import type { Database } from './database.js';
import { toWrittenEntry, type LifeRow } from './entry-rows.js';
import {
  WRITE_ENTRIES,
  WRITE_ENTRIES_DURABLY,
  WRITE_LEASED,
  WRITE_LEASED_DURABLY,
} from './entry-statements.js';
import { CHANNEL, scopeOfKeys } from './notification.js';
import { TickBatcher } from './tick-batcher.js';

const MAX_BATCH = 500;

interface PlainWrite {
  readonly entry: NewEntry;
  readonly durable: boolean;
}

/** Writes entries, and sees to it that other replicas hear of it. */
export class EntryWriter {
  private readonly relaxed = this.batcher(false);
  private readonly durable = this.batcher(true);

  constructor(
    private readonly database: Database,
    private readonly announcer: Announcer,
    private readonly origin: string,
  ) {}

  /** One entry without an order: written together with the others of its tick. */
  writeOne({ entry, durable }: PlainWrite): Promise<WrittenEntry> {
    return (durable ? this.durable : this.relaxed).add(entry);
  }

  /** Distinct keys, in one statement. */
  async writeAll(entries: readonly NewEntry[], durable: boolean): Promise<WrittenEntry[]> {
    const statement = durable ? WRITE_ENTRIES_DURABLY : WRITE_ENTRIES;
    const rows = await this.database.ask<LifeRow>(statement, this.parameters(entries));
    if (durable) await this.announce(rows);
    return rows.map(toWrittenEntry);
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const statement = durable ? WRITE_LEASED_DURABLY : WRITE_LEASED;
    const parameters = [...this.parameters([entry]), lease.token];
    const [row] = await this.database.ask<LeasedRow>(statement, parameters);
    if (row === undefined) return 'lost';
    if (row.cache_key === null) return 'refused';
    if (durable) await this.announce([row]);
    return toWrittenEntry(row);
  }

  private batcher(durable: boolean): TickBatcher<NewEntry, WrittenEntry> {
    return new TickBatcher(MAX_BATCH, async (entries) => {
      // Of several writes of one key in one tick the last one stays, as if they came one by one.
      const last = new Map(entries.map((entry) => [entry.key, entry]));
      const written = await this.writeAll([...last.values()], durable);
      const byKey = new Map(written.map((entry) => [entry.key, entry]));
      return entries.map(({ key }) => byKey.get(key) as WrittenEntry);
    });
  }

  private announce(rows: readonly LifeRow[]): Promise<void> {
    const version = rows.reduce((highest, row) => Math.max(highest, row.version), 0);
    return this.announcer.keysChanged(
      rows.map((row) => row.cache_key),
      version,
    );
  }

  /** In the order in which the statements number them. */
  private parameters(entries: readonly NewEntry[]): unknown[] {
    return [
      entries.map(({ key }) => key),
      entries.map(({ json }) => json),
      entries.map(({ ttlSeconds }) => ttlSeconds),
      entries.map(({ graceSeconds }) => graceSeconds),
      entries.map(({ order }) => order?.chain ?? null),
      entries.map(({ order }) => order?.height ?? null),
      `${this.origin} `,
      entries.some(({ replaceOtherChain }) => replaceOtherChain === true),
      scopeOfKeys(entries.map(({ key }) => key)),
      CHANNEL,
    ];
  }
}

type LeasedRow = LifeRow | (Omit<LifeRow, 'cache_key'> & { readonly cache_key: null });
