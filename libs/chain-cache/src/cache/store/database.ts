import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { CacheStoreError } from '../cache.errors.js';
import { publishStore } from '../diagnostics.js';
import { isOutage, isWorthRepeating } from './database-failure.js';
import { OutageGuard } from './outage-guard.js';
import type { Statement } from './statement.js';

/**
 * Asks PostgreSQL on TypeORM's own pool, by prepared statements, each with a deadline. Every
 * statement is a transaction of its own: the cache never joins its caller's.
 */
export class Database {
  private readonly guard: OutageGuard;

  constructor(
    private readonly dataSource: DataSource,
    private readonly timeoutMs: number,
    clock: Clock,
  ) {
    this.guard = new OutageGuard(clock);
  }

  /** @throws CacheStoreError when there is no answer in time, whatever the reason. */
  async ask<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const pool = this.pool();
    const standing = this.guard.standing();
    if (standing !== undefined) throw unavailable(standing);
    const askedAt = performance.now();
    try {
      const rows = await this.query<Row>(pool, statement, values);
      this.guard.answered();
      publishStore(statement.name, 'answered', performance.now() - askedAt);
      return rows;
    } catch (error) {
      if (isOutage(error)) this.guard.failed(error);
      else this.guard.answered();
      publishStore(statement.name, 'failed', performance.now() - askedAt);
      throw unavailable(error);
    }
  }

  /** TypeORM's pool. @throws CacheStoreError before the data source has been initialised. */
  pool(): Pool {
    if (!this.dataSource.isInitialized) {
      throw unavailable(new Error('the data source is not initialised'));
    }
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** All that it takes, a second try included, has one deadline. */
  private async query<Row extends QueryResultRow>(
    pool: Pool,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const until = performance.now() + this.timeoutMs;
    try {
      return await queryOnce<Row>(pool, statement, values, until);
    } catch (error) {
      if (!isWorthRepeating(error) || performance.now() >= until) throw error;
      return await queryOnce<Row>(pool, statement, values, until);
    }
  }
}

/** An error of a connection comes by its query, too; unheard, it would end the process. */
const heardByTheQuery = (): void => undefined;

async function queryOnce<Row extends QueryResultRow>(
  pool: Pool,
  { name, text }: Statement,
  values: readonly unknown[],
  until: number,
): Promise<Row[]> {
  const client = await connect(pool, until);
  client.on('error', heardByTheQuery);
  let failure: Error | undefined;
  try {
    const timeLeftMs = Math.max(1, until - performance.now());
    const query = { name, text, values: [...values], query_timeout: timeLeftMs };
    const { rows } = await client.query<Row>(query);
    return rows;
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

function unavailable(cause: unknown): CacheStoreError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new CacheStoreError(`the cache's store cannot be asked: ${reason}`, { cause });
}
