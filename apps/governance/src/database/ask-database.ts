import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** The database can't be reached, or takes nothing in: worth another try later. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'DATABASE_UNAVAILABLE';

  /** @param message for anybody to read: what the database said is in the cause */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseUnavailableError';
  }
}

/** Does work on the application's pool. @throws DatabaseUnavailableError */
export async function askDatabase<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!dataSource.isInitialized) {
    throw new DatabaseUnavailableError('the database is not connected yet');
  }
  try {
    return await work(dataSource.manager);
  } catch (error) {
    const outage = outageOf(error);
    throw outage === undefined ? error : new DatabaseUnavailableError(outage, { cause: error });
  }
}

/** By SQLSTATE, or a class of them: what a database says that is not to be used now. */
const OUTAGES: readonly (readonly [RegExp, string])[] = [
  [/^25006/, 'the database is read-only'],
  [/^53100/, "the database's disk is full"],
  [/^57014/, 'the database takes too long'],
  [/^(08|28|3D|53|57)/, 'the database cannot be reached'],
];

const NO_CONNECTION = /timeout exceeded when trying to connect|^Connection terminated/;

/** Undefined: the database is there, and it is the question that was wrong. */
function outageOf(error: unknown): string | undefined {
  const said: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (typeof said !== 'object' || said === null) return undefined;
  const code = 'code' in said ? String(said.code) : '';
  if ('severity' in said) return OUTAGES.find(([state]) => state.test(code))?.[1];
  // Not said by the server, so by the connection, the pool, or Node (ECONNREFUSED and the like).
  const lost =
    error instanceof QueryFailedError ||
    /^E[A-Z]+$/.test(code) ||
    ('message' in said && NO_CONNECTION.test(String(said.message)));
  return lost ? 'the database cannot be reached' : undefined;
}
