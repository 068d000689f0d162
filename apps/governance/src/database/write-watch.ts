import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import { DATABASE_OUTAGE } from './ask-database.js';

/** Why a database that answers takes nothing in, by what it says: SQLSTATE. */
const REFUSALS: ReadonlyMap<unknown, string> = new Map([
  ['25006', 'DATABASE_READ_ONLY'],
  ['53100', 'DATABASE_DISK_FULL'],
]);

const CHANNELS = ['chain-cache:store', DATABASE_OUTAGE] as const;

const TRY_EVERY_MS = 2000;
const PROBE_KEY = 'database:write-probe';
/** A page that has some room left takes a small row, however full the disk is. */
const PROBE_BYTES = 200_000;

/** Notices that the database takes nothing in, from whoever was refused, and when that is over. */
@Injectable()
export class WriteWatch implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Database');
  private refusal: string | undefined;
  private next: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly cache: BlockchainCacheService) {}

  /** A stable code; undefined while nobody is refused. */
  get trouble(): string | undefined {
    return this.refusal;
  }

  onModuleInit(): void {
    for (const channel of CHANNELS) subscribe(channel, this.hear);
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    for (const channel of CHANNELS) unsubscribe(channel, this.hear);
    clearTimeout(this.next);
  }

  private readonly hear = (event: unknown): void => {
    const refusal = REFUSALS.get((event as { readonly code: string | null }).code);
    if (refusal === undefined || refusal === this.refusal) return;
    this.refusal = refusal;
    this.logger.warn(`DATABASE_WRITES_REFUSED: ${refusal}, what is kept is served all the same`);
    this.tryLater();
  };

  private tryLater(): void {
    clearTimeout(this.next);
    if (!this.stopped) this.next = setTimeout(() => void this.try(), TRY_EVERY_MS).unref();
  }

  private async try(): Promise<void> {
    const value = randomBytes(PROBE_BYTES).toString('base64');
    try {
      await this.cache.set(PROBE_KEY, value, { ttlSeconds: 1, graceSeconds: 0 });
      this.refusal = undefined;
      this.logger.log('DATABASE_WRITABLE: it takes in again what it is given');
    } catch (error) {
      this.logger.debug(`Still ${this.refusal}: ${String(error)}`);
      this.tryLater();
    }
  }
}
