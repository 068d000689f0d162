import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { withDeadline } from './deadline.js';
import type { Statement } from './statement.js';

/** An error of a connection comes by its query, too; unheard, it would end the process. */
const heardByTheQuery = (): void => undefined;

/**
 * One question on a pool, by a prepared statement, the wait for a connection included.
 * @param until moment of `performance.now()` at which it is given up
 */
export async function queryPool<Row extends QueryResultRow>(
  pool: Pool,
  { name, text, prepared = true }: Statement,
  values: readonly unknown[],
  until: number,
): Promise<QueryResult<Row>> {
  const client = await connect(pool, until);
  client.on('error', heardByTheQuery);
  let failure: Error | undefined;
  try {
    const query_timeout = Math.max(1, until - performance.now());
    // pg copies what it is given, member by member: the fewer, the quicker.
    const query = prepared
      ? { name, text, values: values as unknown[], query_timeout }
      : { text, values: values as unknown[], query_timeout };
    return await client.query<Row>(query);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.off('error', heardByTheQuery);
    client.release(failure);
  }
}

/**
 * A connection of the pool, in time. One that comes later is given back unused: what was to be
 * asked is not wanted any more, and must not be written behind its caller's back.
 */
async function connect(pool: Pool, until: number): Promise<PoolClient> {
  if (pool.idleCount > pool.waitingCount) return await pool.connect();
  const connecting = pool.connect();
  try {
    return await withDeadline(connecting, Math.max(1, until - performance.now()), 'PostgreSQL');
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    throw error;
  }
}
