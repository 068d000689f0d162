/** A statement that PostgreSQL prepares once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
