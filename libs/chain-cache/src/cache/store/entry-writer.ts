import { forKeys } from '../../common/statement.js';
import type { LeasedWrite, Lease, NewEntry, WrittenEntry } from './cache-store.js';
import type { Announcer } from './announcer.js';
import type { Database } from './database.js';
import { toWrittenEntry, type WrittenRow } from './entry-rows.js';
import {
  WRITE_ENTRIES,
  WRITE_ENTRIES_DURABLY,
  WRITE_ENTRY,
  WRITE_ENTRY_DURABLY,
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
    const rows = await (entries.length === 1
      ? this.one(entries, durable)
      : this.many(entries, durable));
    const byKey = new Map(rows.map((row) => [row.entry[0], row]));
    const written = entries.flatMap((entry) => {
      const row = byKey.get(entry.key);
      return row === undefined ? [] : toWrittenEntry(row, entry);
    });
    if (durable) this.announce(written);
    return written;
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const statement = durable ? WRITE_LEASED_DURABLY : WRITE_LEASED;
    const parameters = [...columnsOf(entry), ...this.common([entry]), lease.token];
    const [row] = await this.database.ask<LeasedRow>(statement, parameters);
    if (row === undefined) return 'lost';
    if (isRefused(row)) return 'refused';
    const written = toWrittenEntry(row, entry);
    if (durable) this.announce([written]);
    return written;
  }

  private one(entries: readonly NewEntry[], durable: boolean): Promise<WrittenRow[]> {
    const statement = durable ? WRITE_ENTRY_DURABLY : WRITE_ENTRY;
    return this.database.ask(statement, [...entries.flatMap(columnsOf), ...this.common(entries)]);
  }

  private many(entries: readonly NewEntry[], durable: boolean): Promise<WrittenRow[]> {
    const statement = forKeys(durable ? WRITE_ENTRIES_DURABLY : WRITE_ENTRIES, entries.length);
    const rows = entries.map(columnsOf);
    const columns = COLUMNS.map((column) => rows.map((row) => row[column]));
    return this.database.ask(statement, [...columns, ...this.common(entries)]);
  }

  private batcher(durable: boolean): TickBatcher<NewEntry, WrittenEntry> {
    const keyOf = ({ key }: NewEntry) => key;
    return new TickBatcher(MAX_BATCH, keyOf, async (entries) => {
      const written = await this.writeAll(entries, durable);
      const byKey = new Map(written.map((entry) => [entry.key, entry]));
      return entries.map(({ key }) => byKey.get(key) as WrittenEntry);
    });
  }

  private announce(written: readonly WrittenEntry[]): void {
    const version = written.reduce((highest, entry) => Math.max(highest, entry.version), 0);
    this.announcer.keysChanged(
      written.map(({ key }) => key),
      version,
    );
  }

  /** The parameters that follow those of the entries. */
  private common(entries: readonly NewEntry[]): unknown[] {
    return [
      `${this.origin} `,
      entries.some(({ replaceOtherChain }) => replaceOtherChain === true),
      scopeOfKeys(entries.map(({ key }) => key)),
      CHANNEL,
    ];
  }
}

const COLUMNS = [0, 1, 2, 3, 4, 5];

/** In the order in which the statements number them. */
function columnsOf({ key, json, ttlSeconds, graceSeconds, order }: NewEntry): unknown[] {
  return [key, json, ttlSeconds, graceSeconds, order?.chain ?? null, order?.height ?? null];
}

/** Nothing was written: a list of nulls. */
interface RefusedRow {
  readonly entry: readonly [key: null];
}

type LeasedRow = WrittenRow | RefusedRow;

function isRefused(row: LeasedRow): row is RefusedRow {
  return row.entry[0] === null;
}
