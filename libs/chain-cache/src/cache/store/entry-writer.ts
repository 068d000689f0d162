import { forKeys, type Statement } from '../../common/statement.js';
import type { Parameter, TextRow } from '../../common/text-query.js';
import type { LeasedWrite, Lease, NewEntry, WrittenEntry } from './cache-store.js';
import type { ChangeBus } from './change-bus.js';
import type { Database } from './database.js';
import { toWrittenEntry, type WrittenRow } from './entry-rows.js';
import {
  WRITE_ENTRIES,
  WRITE_ENTRY,
  WRITE_ENTRY_DURABLE,
  WRITE_LEASED,
} from './entry-statements.js';
import { beginningOf, scopeOfKeys } from './notification.js';
import { TickBatcher, WRITE_BATCHES } from './tick-batcher.js';

/** Writes entries, and tells the other replicas by the same statement. */
export class EntryWriter {
  private readonly relaxed = this.batcher(false);
  private readonly durable = this.batcher(true);

  constructor(
    private readonly database: Database,
    private readonly bus: ChangeBus,
    private readonly origin: string,
  ) {}

  /** One entry without an order: written together with those that come while another is written. */
  writeOne(entry: NewEntry, durable: boolean): Promise<WrittenEntry> {
    return (durable ? this.durable : this.relaxed).add(entry);
  }

  /** Distinct keys, in one statement. Those that their order refused are not in the answer. */
  async writeAll(entries: readonly NewEntry[], durable: boolean): Promise<WrittenEntry[]> {
    const statement = forKeys(WRITE_ENTRIES, entries.length);
    const input = entries.map(columnsOf);
    const columns = COLUMNS.map((column) => input.map((row) => row[column]));
    const rows = await this.write<ManyRow>(statement, [
      ...columns,
      ...this.common(entries, durable),
    ]);
    const byKey = new Map(rows.map((row) => [row[2], row]));
    return entries.flatMap((entry) => {
      const row = byKey.get(entry.key);
      return row === undefined ? [] : [toWrittenEntry(row, entry)];
    });
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const parameters = [...columnsOf(entry), ...this.common([entry], durable), lease.token];
    const [row] = await this.write<LeasedRow>(WRITE_LEASED, parameters);
    if (row === undefined) return 'lost';
    if (isWritten(row)) return toWrittenEntry(row, entry);
    return row[2] === 't' ? 'refused' : 'lost';
  }

  private async writeAlone(entry: NewEntry, durable: boolean): Promise<WrittenEntry[]> {
    const { key, json, ttlSeconds, graceSeconds } = entry;
    const rows = await this.write<WrittenRow>(durable ? WRITE_ENTRY_DURABLE : WRITE_ENTRY, [
      key,
      json,
      ttlSeconds,
      graceSeconds,
      this.notification([entry]),
    ]);
    return rows.map((row) => toWrittenEntry(row, entry));
  }

  private async write<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]> {
    return (await this.database.ask<Row>(statement, parameters, this.bus.free)).rows;
  }

  /** Entries without an order, which nothing refuses. */
  private batcher(durable: boolean): TickBatcher<NewEntry, WrittenEntry> {
    return new TickBatcher(
      WRITE_BATCHES,
      ({ key }) => key,
      (entries) => {
        const [entry] = entries;
        return entries.length === 1 && entry !== undefined
          ? this.writeAlone(entry, durable)
          : this.writeAll(entries, durable);
      },
    );
  }

  /** The parameters that follow those of the entries. */
  private common(entries: readonly NewEntry[], durable: boolean): Parameter[] {
    const replaceOtherChain = entries.some((entry) => entry.replaceOtherChain === true);
    return [this.notification(entries), replaceOtherChain, !durable];
  }

  private notification(entries: readonly NewEntry[]): string {
    return beginningOf(this.origin, scopeOfKeys(entries.map(({ key }) => key)));
  }
}

const COLUMNS = [0, 1, 2, 3, 4, 5] as const;

type Columns = readonly [string, string, number, number, string | null, number | null];

/** In the order in which the statements number them. */
function columnsOf({ key, json, ttlSeconds, graceSeconds, order }: NewEntry): Columns {
  return [key, json, ttlSeconds, graceSeconds, order?.chain ?? null, order?.height ?? null];
}

type ManyRow = readonly [version: string, fetchedAt: string, key: string, notified: string];

/** Nothing was written: whether the order was why. */
type UnwrittenRow = readonly [version: null, fetchedAt: null, refused: string, notified: string];

type LeasedRow = WrittenRow | UnwrittenRow;

function isWritten(row: LeasedRow): row is WrittenRow {
  return row[0] !== null;
}
