import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { backoffMs } from './backoff.js';
import { migrate } from './migrate.js';
import { onConnection } from './on-connection.js';

/** How long the start waits for a database that neither answers nor refuses. */
const PATIENCE_MS = 3000;

/** A probe gives its connection up soon, lest probes take the whole pool. */
const PROBE_MS = 2000;

/**
 * Connects the application to its database behind its back: the process starts, and serves what
 * it can, whether the database is there or not.
 */
@Injectable()
export class DatabaseConnector implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly stopping = new AbortController();
  private connecting: Promise<void> = Promise.resolve();
  private trouble = 'not connected yet';

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Waits a moment: what starts next, and the first request, had better find it there. */
  async onModuleInit(): Promise<void> {
    const first = this.connect();
    this.connecting = first.then((connected) => (connected ? undefined : this.connectLater()));
    await Promise.race([first, delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.connecting;
  }

  /** Whether the database answers and its tables are up to date. */
  async isReady(): Promise<boolean> {
    if (!this.dataSource.isInitialized) return false;
    const answered = onConnection(this.dataSource, PROBE_MS, (manager) =>
      manager.query('select 1'),
    );
    return answered.then(
      () => true,
      () => false,
    );
  }

  private async connectLater(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      await delay(backoffMs(attempt), undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await this.connect())) return;
    }
  }

  private async connect(): Promise<boolean> {
    try {
      await migrate(this.settings);
      await this.dataSource.initialize();
      this.logger.log('DATABASE_CONNECTED: its tables are up to date');
      return true;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** Once for each trouble, however often it is met. */
  private report(error: unknown): void {
    const trouble = reasonOf(error);
    if (trouble !== this.trouble)
      this.logger.warn(`DATABASE_UNAVAILABLE: trying again, ${trouble}`);
    this.trouble = trouble;
  }
}

/** Node's error for a host with several addresses has a code and no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
