import type { Connection, Submittable } from 'pg';
import type { Statement } from './statement.js';

/** A row as PostgreSQL sent it: the text of each column, in the order of the statement. */
export type TextRow = readonly (string | null)[];

export type Parameter = string | number | boolean | null | readonly (string | number | null)[];

export interface Answer<Row extends TextRow = TextRow> {
  readonly rows: readonly Row[];
  /** How many rows were found, or changed. */
  readonly count: number;
}

export function isAnswer(outcome: Answer | Error): outcome is Answer {
  return 'rows' in outcome;
}

/**
 * A query by a prepared statement whose columns are known to who asks: so PostgreSQL need not
 * describe them, nor this process look up how each is parsed. It speaks the extended query protocol
 * as pg's clients let others speak it: `submit` is called when the connection is free, and then a
 * method for each message of the answer.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class TextQuery implements Submittable {
  /** By which the client remembers what was parsed. */
  readonly name: string | undefined;
  readonly text: string;
  private readonly values: (string | null)[];
  private readonly readCommitted: boolean;
  private readonly rows: TextRow[] = [];
  private tag = '';

  /** @throws RangeError for parameters that are longer than a string may be */
  constructor(
    { name, text, prepared = true, readCommitted = false }: Statement,
    parameters: readonly Parameter[],
    /** Called by the client, too, with an error. */
    readonly callback: (outcome: Answer | Error) => void,
  ) {
    this.name = prepared ? name : undefined;
    this.text = text;
    this.values = parameters.map(textOf);
    this.readCommitted = readCommitted;
  }

  submit(connection: Connection): void {
    const { name = '', text, values } = this;
    const { parsedStatements } = connection as PreparingConnection;
    connection.stream.cork();
    try {
      if (this.readCommitted) setReadCommitted(connection);
      if (parsedStatements[name] === undefined) connection.parse({ name, text, types: [] }, true);
      connection.bind({ statement: name, values }, true);
      connection.execute({}, true);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    this.rows.push(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.tag = text;
  }

  handleReadyForQuery(): void {
    this.callback({ rows: this.rows, count: countIn(this.tag) });
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}

/**
 * Of the transaction that begins here, and ends where the messages do.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
function setReadCommitted(connection: Connection): void {
  const text = `set transaction_isolation to 'read committed'`;
  connection.parse({ name: '', text, types: [] }, true);
  connection.bind({ statement: '', values: [] }, true);
  connection.execute({}, true);
}

/** What a pg connection remembers of the statements that it has parsed: their texts by name. */
interface PreparingConnection extends Connection {
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
}

/** A command's tag ends in the number of its rows: `SELECT 2`, `INSERT 0 1`. */
function countIn(tag: string): number {
  return Number(/\d+$/.exec(tag)?.[0] ?? 0);
}

function textOf(parameter: Parameter): string | null {
  if (parameter === null || typeof parameter === 'string') return parameter;
  return typeof parameter === 'object' ? arrayOf(parameter) : String(parameter);
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayOf(elements: readonly (string | number | null)[]): string {
  return `{${elements.map(elementOf).join(',')}}`;
}

/** What JSON escapes in another way than PostgreSQL does: control characters, half surrogate pairs. */
const NOT_AS_IN_JSON = /\p{Cc}|\p{Cs}/u;

/** As JSON has it, where that is the same: a tenth of the time, which counts for megabytes. */
function elementOf(element: string | number | null): string {
  if (element === null) return 'NULL';
  const text = String(element);
  return NOT_AS_IN_JSON.test(text)
    ? `"${text.replaceAll(/["\\]/g, '\\$&')}"`
    : JSON.stringify(text);
}
