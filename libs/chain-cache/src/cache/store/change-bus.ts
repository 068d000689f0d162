import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { withDeadline } from '../../common/deadline.js';
import { pause } from '../../common/pause.js';
import type { ChangeListener } from './cache-store.js';
import type { Database } from './database.js';
import { NOTIFY } from './entry-statements.js';
import { CHANNEL, parseNotification, scopeOfKeys } from './notification.js';

const HEARTBEAT_MS = 5000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const FAREWELL_MS = 500;

/**
 * Hears what other replicas changed, on a connection of its own. That the connection stands is not
 * believed: a heartbeat is sent on the pool and must come back here. A pooler in transaction mode
 * takes LISTEN, and loses it without a word.
 */
export class ChangeBus {
  private readonly logger = new Logger('ChangeBus');
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private audible = false;
  private heard = false;
  private said: 'nothing' | 'audible' | 'inaudible' = 'nothing';

  constructor(
    private readonly database: Database,
    private readonly origin: string,
    private readonly timeoutMs: number,
  ) {}

  start(listener: ChangeListener): void {
    this.running = this.run(listener);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(listener: ChangeListener): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.stopped.signal.aborted) {
      // Before the data source is there, nothing has failed yet.
      if (!this.database.isInitialised) {
        await pause(FIRST_PAUSE_MS, this.stopped.signal);
        continue;
      }
      try {
        await this.listenOnce(listener);
      } catch (error) {
        this.say('inaudible', String(error));
      }
      pauseMs = this.audible ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      this.setAudible(listener, false);
      await pause(pauseMs * (0.5 + Math.random() / 2), this.stopped.signal);
    }
  }

  /** Listens until the connection ends, or turns out to be deaf, or the bus is stopped. */
  private async listenOnce(listener: ChangeListener): Promise<void> {
    const socket = new Socket();
    const client = this.newClient(socket);
    const ended = new AbortController();
    const end = () => ended.abort();
    client.on('error', end).on('end', end);
    client.on('notification', ({ payload }) => this.receive(payload ?? '', listener));
    this.stopped.signal.addEventListener('abort', end, { once: true });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      while (!ended.signal.aborted) await this.beat(ended.signal);
    } finally {
      this.stopped.signal.removeEventListener('abort', end);
      await this.letGo(client, socket);
    }
  }

  private newClient(socket: Socket): pg.Client {
    const { options } = this.database.pool();
    return new pg.Client({
      ...options,
      // Not enumerable there.
      password: options.password,
      stream: () => socket,
      connectionTimeoutMillis: this.timeoutMs,
      query_timeout: this.timeoutMs,
      keepAlive: true,
    });
  }

  /** The other end of a dead connection does not answer a farewell: it is cut off. */
  private async letGo(client: pg.Client, socket: Socket): Promise<void> {
    try {
      await withDeadline(client.end(), FAREWELL_MS, 'PostgreSQL');
    } catch (error) {
      this.logger.debug(`The connection was cut off: ${String(error)}`);
    } finally {
      socket.destroy();
    }
  }

  /**
   * Sends a heartbeat, and after a while sees whether it, or anything else of ours, came back.
   * @throws Error if not: a new connection may hear.
   */
  private async beat(ended: AbortSignal): Promise<void> {
    this.heard = false;
    const sent = this.database.ask(NOTIFY, [CHANNEL, `${this.origin} 0 ${scopeOfKeys([])}`]);
    await Promise.all([sent, pause(HEARTBEAT_MS, ended)]);
    if (this.heard || ended.aborted) return;
    throw new Error('a heartbeat did not come back (is there a pooler in transaction mode?)');
  }

  private receive(payload: string, listener: ChangeListener): void {
    try {
      const { origin, ...change } = parseNotification(payload);
      const isHeartbeat = change.keys.length + change.prefixes.length === 0;
      if (origin === this.origin) this.hear(listener);
      else if (!isHeartbeat) listener.changed(change);
    } catch (error) {
      this.logger.warn(
        `A notification on ${CHANNEL} was not understood; ignored: ${String(error)}`,
      );
    }
  }

  private hear(listener: ChangeListener): void {
    this.heard = true;
    this.setAudible(listener, true);
    this.say('audible', 'changes of other replicas are heard');
  }

  private setAudible(listener: ChangeListener, audible: boolean): void {
    if (this.audible === audible) return;
    this.audible = audible;
    listener.audible(audible);
  }

  /** Once for each turn of events, however often it is tried again. */
  private say(state: 'audible' | 'inaudible', why: string): void {
    if (this.said === state || this.stopped.signal.aborted) return;
    this.said = state;
    if (state === 'audible') this.logger.log(why);
    else this.logger.warn(`Memory is believed only briefly until changes can be heard: ${why}`);
  }
}
