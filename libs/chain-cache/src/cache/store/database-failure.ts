/**
 * Connection exceptions, resources gone, and the server being shut down or started. A full disk
 * (53100) is none, as little as a read-only server: what is kept can be read all the same.
 */
const OUTAGE = /^(08|53(?!100)|57P0)/;
/**
 * A statement that lost against another, or was to wait for it no longer, or whose connection was
 * ended by an administrator.
 */
const WORTH_REPEATING = /^(40001|40P01|55P03|57P01|57P02)$/;

/** Whether the database, rather than what was asked of it, is the trouble. */
export function isOutage(error: unknown): boolean {
  // What this process could not even put into words.
  if (error instanceof RangeError) return false;
  const code = sqlState(error);
  return code === undefined || OUTAGE.test(code);
}

/** Whether somebody has to see to the database first: tables that are not there, rights not given. */
export function isUnprepared(error: unknown): boolean {
  return sqlState(error)?.startsWith('42') === true;
}

export function isTableMissing(error: unknown): boolean {
  return sqlState(error) === '42P01';
}

/** Whether to say it once more at once: a connection of the pool that had died, or a conflict. */
export function isWorthRepeating(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined) return WORTH_REPEATING.test(code);
  return error instanceof Error && /terminated|ECONNRESET|EPIPE/.test(error.message);
}

/** Of transactions that see one state of the database; at `read committed` there is none. */
export function isSerializationFailure(error: unknown): boolean {
  return sqlState(error) === '40001';
}

/** Five characters given by the server; undefined for what the server did not say. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('severity' in error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
