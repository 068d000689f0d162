import { forKeys, type Statement } from '../../common/statement.js';
import type { Answer, Parameter, TextRow } from '../../common/text-query.js';
import type { LeasedWrite, Lease, NewEntry, WrittenEntry } from './cache-store.js';
import type { ChangeBus } from './change-bus.js';
import type { Database } from './database.js';
import { toWrittenEntry, type WrittenRow } from './entry-rows.js';
import { WRITE_ENTRIES, WRITE_ENTRY, WRITE_LEASED } from './entry-statements.js';
import { scopeOfKeys } from './notification.js';
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
    const written = await this.writeEach(entries, durable);
    return written.filter((entry) => entry !== undefined);
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const parameters = [...columnsOf(entry), ...this.common([entry], durable), lease.token];
    const { rows } = await this.write<LeasedRow>(WRITE_LEASED, parameters);
    const [row] = rows;
    if (row === undefined) return 'lost';
    return isRefused(row) ? 'refused' : toWrittenEntry(row, entry);
  }

  private writeEach(
    entries: readonly NewEntry[],
    durable: boolean,
  ): Promise<(WrittenEntry | undefined)[]> {
    const [entry] = entries;
    return entries.length === 1 && entry !== undefined
      ? this.one(entry, durable)
      : this.many(entries, durable);
  }

  private async one(entry: NewEntry, durable: boolean): Promise<(WrittenEntry | undefined)[]> {
    const parameters = [...columnsOf(entry), ...this.common([entry], durable)];
    const [row] = (await this.write<WrittenRow>(WRITE_ENTRY, parameters)).rows;
    return row === undefined ? this.many([entry], durable) : [toWrittenEntry(row, entry)];
  }

  private async many(
    entries: readonly NewEntry[],
    durable: boolean,
  ): Promise<(WrittenEntry | undefined)[]> {
    const statement = forKeys(WRITE_ENTRIES, entries.length);
    const input = entries.map(columnsOf);
    const columns = COLUMNS.map((column) => input.map((row) => row[column]));
    const parameters = [...columns, ...this.common(entries, durable)];
    const { rows } = await this.write<WrittenRow>(statement, parameters);
    const byKey = new Map(rows.map((row) => [row[0], row]));
    return entries.map((entry) => {
      const row = byKey.get(entry.key);
      return row && toWrittenEntry(row, entry);
    });
  }

  private write<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<Answer<Row>> {
    return this.database.ask(statement, parameters, this.bus.free);
  }

  /** Entries without an order, which nothing refuses. */
  private batcher(durable: boolean): TickBatcher<NewEntry, WrittenEntry> {
    const write = async (entries: readonly NewEntry[]) =>
      (await this.writeEach(entries, durable)) as WrittenEntry[];
    return new TickBatcher(WRITE_BATCHES, ({ key }) => key, write);
  }

  /** The parameters that follow those of the entries. */
  private common(entries: readonly NewEntry[], durable: boolean): Parameter[] {
    return [
      `${this.origin} `,
      entries.some(({ replaceOtherChain }) => replaceOtherChain === true),
      scopeOfKeys(entries.map(({ key }) => key)),
      !durable,
    ];
  }
}

const COLUMNS = [0, 1, 2, 3, 4, 5] as const;

type Columns = readonly [string, string, number, number, string | null, number | null];

/** In the order in which the statements number them. */
function columnsOf({ key, json, ttlSeconds, graceSeconds, order }: NewEntry): Columns {
  return [key, json, ttlSeconds, graceSeconds, order?.chain ?? null, order?.height ?? null];
}

/** Nothing was written. */
type RefusedRow = readonly [key: null, ...(string | null)[]];

type LeasedRow = WrittenRow | RefusedRow;

function isRefused(row: LeasedRow): row is RefusedRow {
  return row[0] === null;
}
