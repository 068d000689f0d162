import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { withDeadline } from '../../common/deadline.js';
import type { Statement } from '../../common/statement.js';
import { type Answer, isAnswer, type Parameter, TextQuery } from '../../common/text-query.js';
import { isOutage } from './database-failure.js';
import { CHANNEL } from './notification.js';

const FAREWELL_MS = 500;

/** How long a change may keep news waiting for a lock; then it waits on a connection of the pool. */
const LOCK_TIMEOUT_MS = 100;

/**
 * The connection on which a replica hears of changes. Its own changes are made on it, too, while it
 * is free: their notifications then come with their answers, rather than by waking one more process
 * of PostgreSQL, and this one once more.
 */
export class HearingConnection {
  private readonly logger = new Logger('HearingConnection');
  private readonly socket = new Socket();
  private readonly client: pg.Client;
  private readonly ending = new AbortController();
  private ready = false;
  private busy = false;
  private readonly waiting: (() => void)[] = [];

  /** Aborted when the connection has ended, whatever the reason. */
  readonly ended: AbortSignal = this.ending.signal;

  /** @param timeoutMs how long PostgreSQL may take to connect, and to answer */
  constructor(options: pg.PoolOptions, timeoutMs: number) {
    this.client = new pg.Client({
      ...options,
      // Not enumerable there.
      password: options.password,
      stream: () => this.socket,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
    });
    const end = () => this.ending.abort();
    this.client.on('error', end).on('end', end);
  }

  /** Whether changes may be made on it. */
  get isReady(): boolean {
    return this.ready && !this.ended.aborted;
  }

  get isFree(): boolean {
    return !this.busy && this.isReady;
  }

  async open(hear: (payload: string) => void): Promise<void> {
    this.client.on('notification', ({ payload }) => hear(payload ?? ''));
    await this.client.connect();
    await this.client.query(`listen ${CHANNEL}`);
  }

  /**
   * For the changes that are made on it: news waits while they wait for each other, and they are
   * made for `read committed`. To be called once it is known to hear: what lends out one connection
   * to many would lend it out so.
   */
  async makeReady(): Promise<void> {
    if (this.ready) return;
    await this.client.query(`
      set lock_timeout to ${LOCK_TIMEOUT_MS};
      set default_transaction_isolation to 'read committed'`);
    this.ready = true;
  }

  /** After what was asked before. @throws what pg or PostgreSQL says */
  ask(statement: Statement, parameters: readonly Parameter[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const query = new TextQuery(statement, parameters, (outcome) => {
        this.busy = false;
        if (!isAnswer(outcome) && isOutage(outcome)) this.ending.abort();
        this.waiting.shift()?.();
        if (isAnswer(outcome)) resolve(outcome);
        else reject(outcome);
      });
      const send = () => {
        this.busy = true;
        this.client.query(query);
      };
      if (this.busy) this.waiting.push(send);
      else send();
    });
  }

  /** The other end of a dead connection does not answer a farewell: it is cut off. */
  async close(): Promise<void> {
    try {
      await withDeadline(this.client.end(), FAREWELL_MS, 'PostgreSQL');
    } catch (error) {
      this.logger.debug(`The connection was cut off: ${String(error)}`);
    } finally {
      this.socket.destroy();
    }
  }
}
