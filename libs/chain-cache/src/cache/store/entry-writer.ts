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

  /** Distinct keys, in one statement. */
  async writeAll(entries: readonly NewEntry[], durable: boolean): Promise<WrittenEntry[]> {
    const { rows } = await (entries.length === 1
      ? this.one(entries, durable)
      : this.many(entries, durable));
    const byKey = new Map(rows.map((row) => [row[0], row]));
    return entries.flatMap((entry) => {
      const row = byKey.get(entry.key);
      return row === undefined ? [] : toWrittenEntry(row, entry);
    });
  }

  async writeLeased(entry: NewEntry, lease: Lease, durable: boolean): Promise<LeasedWrite> {
    const parameters = [...columnsOf(entry), ...this.common([entry], durable), lease.token];
    const { rows } = await this.write<LeasedRow>(WRITE_LEASED, parameters);
    const [row] = rows;
    if (row === undefined) return 'lost';
    return isRefused(row) ? 'refused' : toWrittenEntry(row, entry);
  }

  private one(entries: readonly NewEntry[], durable: boolean): Promise<Answer<WrittenRow>> {
    const parameters = [...entries.flatMap(columnsOf), ...this.common(entries, durable)];
    return this.write(WRITE_ENTRY, parameters);
  }

  private many(entries: readonly NewEntry[], durable: boolean): Promise<Answer<WrittenRow>> {
    const statement = forKeys(WRITE_ENTRIES, entries.length);
    const rows = entries.map(columnsOf);
    const columns = COLUMNS.map((column) => rows.map((row) => row[column]));
    return this.write(statement, [...columns, ...this.common(entries, durable)]);
  }

  private write<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<Answer<Row>> {
    return this.database.ask(statement, parameters, this.bus.free);
  }

  private batcher(durable: boolean): TickBatcher<NewEntry, WrittenEntry> {
    const keyOf = ({ key }: NewEntry) => key;
    return new TickBatcher(WRITE_BATCHES, keyOf, async (entries) => {
      const written = await this.writeAll(entries, durable);
      const byKey = new Map(written.map((entry) => [entry.key, entry]));
      return entries.map(({ key }) => byKey.get(key) as WrittenEntry);
    });
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
