import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { askPool } from '../../common/ask-pool.js';
import type { Statement } from '../../common/statement.js';
import type { Answer, Parameter, TextRow } from '../../common/text-query.js';
import { CacheStoreError } from '../cache.errors.js';
import { publishStore } from '../diagnostics.js';
import {
  isOutage,
  isSerializationFailure,
  isTableMissing,
  isUnprepared,
  isWorthRepeating,
  sqlState,
} from './database-failure.js';
import type { HearingConnection } from './hearing-connection.js';
import { OutageGuard } from './outage-guard.js';

/** Entries that may take as long again as a statement of few. */
const ENTRIES_IN_TIME = 10_000;

interface How {
  /** A connection to ask on, rather than on one of the pool, while it is alive. */
  readonly first?: HearingConnection | undefined;
  /** How many entries it is about: many are given more time. */
  readonly entries?: number;
}

/**
 * Asks PostgreSQL on TypeORM's own pool, by prepared statements, each with a deadline. Every
 * statement is a transaction of its own: the cache never joins its caller's.
 */
export class Database {
  private readonly logger = new Logger('BlockchainCache');
  private readonly guard: OutageGuard;
  private name = randomUUID();
  /** Whether the pool's connections were found to be at another isolation. */
  private readCommitted = false;
  /** Messages that have been logged: why the database is not prepared. */
  private readonly said = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly timeoutMs: number,
    clock: Clock,
  ) {
    this.guard = new OutageGuard(clock);
  }

  /** @throws CacheStoreError when there is no answer in time, whatever the reason. */
  async ask<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
    how: How = {},
  ): Promise<Answer<Row>> {
    // At shutdown TypeORM may have closed the pool, and the other connection be there still.
    if (how.first === undefined) this.pool();
    const standing = this.guard.standing();
    if (standing !== undefined) throw unavailable(standing);
    const askedAt = performance.now();
    try {
      const answer = await this.query(how, statement, parameters, askedAt);
      this.guard.answered();
      publishStore(statement.name, 'answered', null, performance.now() - askedAt);
      return answer as Answer<Row>;
    } catch (error) {
      if (isOutage(error)) this.guard.failed(error);
      else this.guard.answered();
      this.name = randomUUID();
      publishStore(statement.name, 'failed', sqlState(error) ?? null, performance.now() - askedAt);
      const failure = unavailable(error);
      if (isUnprepared(error)) this.sayOnce(failure.message);
      throw failure;
    }
  }

  /** The last failure, if nothing was answered since. */
  outage(): CacheStoreError | undefined {
    const { last } = this.guard;
    return last === undefined ? undefined : unavailable(last);
  }

  /**
   * Names this replica in its notifications, so that it can tell its own from others'. Another one
   * after each failure: what PostgreSQL does later, when nobody waits for it any more, is heard of
   * as anybody's.
   */
  get origin(): string {
    return this.name;
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

  /** Else nobody would hear of it: loaders still run, and what they give is in memory. */
  private sayOnce(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.logger.error(message);
  }

  /** All that it takes, further tries included, has one deadline. */
  private async query(
    { first, entries = 0 }: How,
    statement: Statement,
    parameters: readonly Parameter[],
    askedAt: number,
  ): Promise<Answer> {
    const timeoutMs = this.timeoutMs * (1 + entries / ENTRIES_IN_TIME);
    let own = first;
    let leftMs = timeoutMs;
    // Every connection of the pool may have died without its having been noticed yet.
    for (let tries = 1; ; tries++) {
      try {
        if (own !== undefined) return await own.ask(statement, parameters);
        return await askPool(this.pool(), this.isolated(statement), parameters, leftMs);
      } catch (error) {
        own = undefined;
        if (isSerializationFailure(error)) this.readCommitted = true;
        leftMs = askedAt + timeoutMs - performance.now();
        if (!isWorthRepeating(error) || leftMs < 1 || tries > this.pool().options.max) throw error;
      }
    }
  }

  /**
   * The statements are made for `read committed`, at which a write that meets another waits for it,
   * rather than fail. An application may have set another default; it shows by such a failure.
   */
  private isolated(statement: Statement): Statement {
    return this.readCommitted ? { ...statement, readCommitted: true } : statement;
  }
}

function unavailable(cause: unknown): CacheStoreError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  const hint = isTableMissing(cause) ? ' (have chainCacheMigrations been run?)' : '';
  return new CacheStoreError(`the cache's store cannot be asked: ${reason}${hint}`, { cause });
}
