import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Does work on a connection of the pool, which is cut when the time is over: a server that has gone
 * silent, or a network that lost the connection without a word, would else keep it, and the caller,
 * for a quarter of an hour. What was under way then fails as any lost connection does.
 */
export async function onConnection<T>(
  dataSource: DataSource,
  timeoutMs: number,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  let deadline: NodeJS.Timeout | undefined;
  try {
    const client = (await runner.connect()) as Client;
    // With a question under way, pg ends a connection by destroying its socket.
    deadline = setTimeout(() => void client.end(), timeoutMs);
    return await work(runner.manager);
  } finally {
    clearTimeout(deadline);
    await runner.release();
  }
}
