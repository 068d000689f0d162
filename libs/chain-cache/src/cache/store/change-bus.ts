import { Logger } from '@nestjs/common';
import { pause } from '../../common/pause.js';
import type { ChangeListener } from './cache-store.js';
import type { Database } from './database.js';
import { NOTIFY } from './entry-statements.js';
import { HearingConnection } from './hearing-connection.js';
import { beginningOf, CHANNEL, parseNotification, scopeOfKeys } from './notification.js';

const HEARTBEAT_MS = 5000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Hears what other replicas changed, on a connection of its own. That the connection stands is not
 * believed: a heartbeat is sent on the pool and must come back here. A pooler in transaction mode
 * takes LISTEN, and loses it without a word.
 */
export class ChangeBus {
  private readonly logger = new Logger('ChangeBus');
  private readonly stopped = new AbortController();
  /** A notification of nothing. */
  private readonly heartbeat: string;
  private running: Promise<void> = Promise.resolve();
  private audible = false;
  private heard = false;
  private hearing: HearingConnection | undefined;
  private said: 'nothing' | 'audible' | 'inaudible' = 'nothing';

  constructor(
    private readonly database: Database,
    private readonly timeoutMs: number,
  ) {
    this.heartbeat = `${beginningOf(database.origin, scopeOfKeys([]))}0`;
  }

  start(listener: ChangeListener): void {
    this.running = this.run(listener);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** The connection that hears, if it does, and has nothing else to do. */
  get free(): HearingConnection | undefined {
    return this.hearing?.isFree === true ? this.hearing : undefined;
  }

  /** The same, whatever it has to do before: for what is asked when the pool may have been closed. */
  get lasting(): HearingConnection | undefined {
    return this.hearing?.isReady === true ? this.hearing : undefined;
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
    const connection = new HearingConnection(this.database.pool().options, this.timeoutMs);
    const ended = AbortSignal.any([this.stopped.signal, connection.ended]);
    try {
      await connection.open((payload) => this.receive(payload, connection, listener));
      this.hearing = connection;
      while (!ended.aborted) await this.beat(ended);
    } finally {
      this.hearing = undefined;
      await connection.close();
    }
  }

  /**
   * Sends a heartbeat on the pool, and after a while sees whether it came back.
   * @throws Error if not: a new connection may hear.
   */
  private async beat(ended: AbortSignal): Promise<void> {
    this.heard = false;
    const sent = this.database.ask(NOTIFY, [this.heartbeat]);
    await Promise.all([sent, pause(HEARTBEAT_MS, ended)]);
    if (this.heard || ended.aborted) return;
    throw new Error('a heartbeat did not come back (is there a pooler in transaction mode?)');
  }

  private receive(payload: string, connection: HearingConnection, listener: ChangeListener): void {
    if (payload === this.heartbeat) return this.hear(connection, listener);
    if (payload.startsWith(this.database.origin)) return;
    try {
      const change = parseNotification(payload);
      if (change.keys.length + change.prefixes.length > 0) listener.changed(change);
    } catch (error) {
      this.logger.warn(
        `A notification on ${CHANNEL} was not understood; ignored: ${String(error)}`,
      );
    }
  }

  /** Only a heartbeat proves it: what was done on this connection may come with its answer. */
  private hear(connection: HearingConnection, listener: ChangeListener): void {
    this.heard = true;
    this.setAudible(listener, true);
    this.say('audible', 'changes of other replicas are heard');
    connection.makeReady().catch((error: unknown) => this.logger.debug(String(error)));
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
