import { forKeys, type Statement } from '../../common/statement.js';
import type { Answer, Parameter, TextRow } from '../../common/text-query.js';
import type { Lease, LeasedWrite, NewEntry, Write, WrittenEntry } from './cache-store.js';
import type { ChangeBus } from './change-bus.js';
import type { ChangeOrder } from './change-order.js';
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
  private readonly relaxed: TickBatcher<NewEntry, Write>;
  private readonly durable: TickBatcher<NewEntry, Write>;

  constructor(
    private readonly database: Database,
    private readonly bus: ChangeBus,
    private readonly order: ChangeOrder,
  ) {
    this.relaxed = order.track(this.batcher(false));
    this.durable = order.track(this.batcher(true));
  }

  /** Without an order: together with those that come while another is written. */
  write(entry: NewEntry, durable: boolean): Promise<Write> {
    const { key, order } = entry;
    if (order !== undefined) return this.order.alone(key, () => this.writeOrdered(entry, durable));
    return this.order.single(durable ? this.durable : this.relaxed, key, entry);
  }

  /** In one statement. */
  writeAll(entries: readonly NewEntry[], durable: boolean): Promise<Write[]> {
    const keys = entries.map(({ key }) => key);
    return this.order.many(keys, () => this.writeMany(entries, durable));
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const parameters = [...columnsOf(entry), ...this.common([entry], durable), lease.token];
    const { rows } = await this.ask<LeasedRow>(WRITE_LEASED, parameters);
    const [row] = rows;
    if (row === undefined) return 'lost';
    if (isWritten(row)) return toWrittenEntry(row, entry);
    return row[2] === 't' ? 'refused' : 'lost';
  }

  private async writeMany(entries: readonly NewEntry[], durable: boolean): Promise<Write[]> {
    const statement = forKeys(WRITE_ENTRIES, entries.length);
    const input = entries.map(columnsOf);
    const columns = COLUMNS.map((column) => input.map((row) => row[column]));
    const parameters = [...columns, ...this.common(entries, durable)];
    const { rows } = await this.database.ask<ManyRow>(statement, parameters, {
      first: entries.length > WRITE_BATCHES.items ? undefined : this.bus.free,
      entries: entries.length,
    });
    const byKey = new Map(rows.map((row) => [row[2], row]));
    return entries.map((entry) => {
      const row = byKey.get(entry.key);
      return row === undefined ? 'refused' : toWrittenEntry(row, entry);
    });
  }

  private async writeOrdered(entry: NewEntry, durable: boolean): Promise<Write> {
    const [outcome = 'refused'] = await this.writeMany([entry], durable);
    return outcome;
  }

  private async writeAlone(entry: NewEntry, durable: boolean): Promise<WrittenEntry[]> {
    const { key, json, ttlSeconds, graceSeconds } = entry;
    const statement = durable ? WRITE_ENTRY_DURABLE : WRITE_ENTRY;
    const parameters = [key, json, ttlSeconds, graceSeconds, this.notification([entry])];
    const { rows } = await this.ask<WrittenRow>(statement, parameters);
    return rows.map((row) => toWrittenEntry(row, entry));
  }

  private ask<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<Answer<Row>> {
    return this.database.ask(statement, parameters, { first: this.bus.free });
  }

  private batcher(durable: boolean): TickBatcher<NewEntry, Write> {
    const keyOf = ({ key }: NewEntry) => key;
    const write = (entries: readonly NewEntry[]): Promise<Write[]> => {
      const [entry] = entries;
      return entries.length === 1 && entry !== undefined
        ? this.writeAlone(entry, durable)
        : this.writeMany(entries, durable);
    };
    return new TickBatcher(WRITE_BATCHES, keyOf, write, ({ json }) => json.length);
  }

  /** The parameters that follow those of the entries. */
  private common(entries: readonly NewEntry[], durable: boolean): Parameter[] {
    const replaceOtherChain = entries.some((entry) => entry.replaceOtherChain === true);
    return [this.notification(entries), replaceOtherChain, !durable];
  }

  private notification(entries: readonly NewEntry[]): string {
    return beginningOf(this.database.origin, scopeOfKeys(entries.map(({ key }) => key)));
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
