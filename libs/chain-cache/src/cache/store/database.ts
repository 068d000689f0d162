import type { Pool, QueryResult, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { queryPool } from '../../common/pool-query.js';
import type { Statement } from '../../common/statement.js';
import { CacheStoreError } from '../cache.errors.js';
import { publishStore } from '../diagnostics.js';
import { isOutage, isWorthRepeating, sqlState } from './database-failure.js';
import { OutageGuard } from './outage-guard.js';

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

  /** The rows. @throws CacheStoreError when there is no answer in time, whatever the reason. */
  async ask<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return (await this.result<Row>(statement, values)).rows;
  }

  /** How many rows were changed. @throws CacheStoreError as {@link ask} does. */
  async change(statement: Statement, values: readonly unknown[]): Promise<number> {
    return (await this.result(statement, values)).rowCount ?? 0;
  }

  get isInitialised(): boolean {
    return this.dataSource.isInitialized;
  }

  /** TypeORM's pool. @throws CacheStoreError before the data source has been initialised. */
  pool(): Pool {
    if (!this.dataSource.isInitialized) {
      throw unavailable(new Error('the data source is not initialised'));
    }
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private async result<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const pool = this.pool();
    const standing = this.guard.standing();
    if (standing !== undefined) throw unavailable(standing);
    const askedAt = performance.now();
    try {
      const result = await this.query<Row>(pool, statement, values);
      this.guard.answered();
      publishStore(statement.name, 'answered', null, performance.now() - askedAt);
      return result;
    } catch (error) {
      if (isOutage(error)) this.guard.failed(error);
      else this.guard.answered();
      publishStore(statement.name, 'failed', sqlState(error) ?? null, performance.now() - askedAt);
      throw unavailable(error);
    }
  }

  /** All that it takes, further tries included, has one deadline. */
  private async query<Row extends QueryResultRow>(
    pool: Pool,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const until = performance.now() + this.timeoutMs;
    // Every connection of the pool may have died without its having been noticed yet.
    for (let tries = pool.options.max + 1; ; tries--) {
      try {
        return await queryPool<Row>(pool, statement, values, until);
      } catch (error) {
        if (tries === 1 || !isWorthRepeating(error) || performance.now() >= until) throw error;
      }
    }
  }
}

function unavailable(cause: unknown): CacheStoreError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new CacheStoreError(`the cache's store cannot be asked: ${reason}`, { cause });
}
