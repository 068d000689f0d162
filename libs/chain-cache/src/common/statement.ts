/** A statement that PostgreSQL prepares once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** `false`: not prepared, but planned for the values that it is asked with. Default `true`. */
  readonly prepared?: boolean;
  /** `true`: at this isolation, whatever the session's default is; that costs a few microseconds. */
  readonly readCommitted?: boolean;
}

/**
 * Without the spaces and line ends that are for who reads it: PostgreSQL copies the text, several
 * times, whenever it executes the statement.
 */
export function compact(name: string, text: string): Statement {
  return { name, text: text.replaceAll(/\s+/g, ' ').trim() };
}

/** From so many keys on, planning costs less than a plan that was made for few. */
const MANY_KEYS = 100;

/**
 * The same statement for this number of keys. A plan that was made while the table was small looks
 * for each of many keys in each row, until the table is next analysed.
 */
export function forKeys(statement: Statement, keys: number): Statement {
  return keys < MANY_KEYS ? statement : { ...statement, prepared: false };
}
