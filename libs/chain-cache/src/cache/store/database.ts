import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { askPool } from '../../common/ask-pool.js';
import type { Statement } from '../../common/statement.js';
import type { Answer, Parameter, TextRow } from '../../common/text-query.js';
import { CacheStoreError } from '../cache.errors.js';
import { publishStore } from '../diagnostics.js';
import { isOutage, isWorthRepeating, sqlState } from './database-failure.js';
import type { HearingConnection } from './hearing-connection.js';
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

  /**
   * @param first a connection to ask on, rather than on one of the pool, while it is alive
   * @throws CacheStoreError when there is no answer in time, whatever the reason.
   */
  async ask<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
    first?: HearingConnection,
  ): Promise<Answer<Row>> {
    const pool = this.pool();
    const standing = this.guard.standing();
    if (standing !== undefined) throw unavailable(standing);
    const askedAt = performance.now();
    try {
      const answer = await this.query(first, pool, statement, parameters, askedAt);
      this.guard.answered();
      publishStore(statement.name, 'answered', null, performance.now() - askedAt);
      return answer as Answer<Row>;
    } catch (error) {
      if (isOutage(error)) this.guard.failed(error);
      else this.guard.answered();
      publishStore(statement.name, 'failed', sqlState(error) ?? null, performance.now() - askedAt);
      throw unavailable(error);
    }
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

  /** All that it takes, further tries included, has one deadline. */
  private async query(
    first: HearingConnection | undefined,
    pool: Pool,
    statement: Statement,
    parameters: readonly Parameter[],
    askedAt: number,
  ): Promise<Answer> {
    let own = first;
    let leftMs = this.timeoutMs;
    // Every connection of the pool may have died without its having been noticed yet.
    for (let tries = pool.options.max + 1; ; tries--) {
      try {
        if (own !== undefined) return await own.ask(statement, parameters);
        return await askPool(pool, statement, parameters, leftMs);
      } catch (error) {
        own = undefined;
        leftMs = askedAt + this.timeoutMs - performance.now();
        if (tries === 1 || !isWorthRepeating(error) || leftMs < 1) throw error;
      }
    }
  }
}

function unavailable(cause: unknown): CacheStoreError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new CacheStoreError(`the cache's store cannot be asked: ${reason}`, { cause });
}
