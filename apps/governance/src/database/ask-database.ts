import { channel } from 'node:diagnostics_channel';
import type { DataSource, EntityManager } from 'typeorm';
import { onConnection } from './on-connection.js';
import { outageOf } from './outage.js';

/** Hears of each `Outage` that the application meets. */
export const DATABASE_OUTAGE = 'governance:database-outage';

const outages = channel(DATABASE_OUTAGE);

/** The database can't be reached, or takes nothing in: worth another try later. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'DATABASE_UNAVAILABLE';

  /** @param message for anybody to read: what the database said is in the cause */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseUnavailableError';
  }
}

/** For a server that does not keep to the time that a statement has, because it does nothing. */
const TIMEOUT_MS = 16_000;

/** Does work on a connection of the application's pool. @throws DatabaseUnavailableError */
export async function askDatabase<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!dataSource.isInitialized) {
    throw new DatabaseUnavailableError('the database is not connected yet');
  }
  try {
    return await onConnection(dataSource, TIMEOUT_MS, work);
  } catch (error) {
    const outage = outageOf(error);
    if (outage === undefined) throw error;
    outages.publish(outage);
    throw new DatabaseUnavailableError(outage.reason, { cause: error });
  }
}
