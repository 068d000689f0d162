import { Logger } from '@nestjs/common';
import type { BlockchainCacheService } from 'nestjs-chain-cache';

/** How far back it is looked for what others may have done while this replica could not hear. */
export const WINDOW_SECONDS = 600;

/** How soon it is looked again when the database did not answer. */
const RETRY_MS = 2000;

const HINT_TTL_SECONDS = 60;

/**
 * Tells every replica of each new row, once. The notification is a hint only: what is told are the
 * rows, so that a hint that got lost delays what it stood for until the next.
 */
export abstract class RowFeed<Row> {
  private readonly logger = new Logger('Feed');
  /** What was told of, and is still within the window. Undefined: it was not looked yet. */
  private told: ReadonlySet<string> | undefined;
  private looking = false;
  private again: NodeJS.Timeout | undefined;
  private changedMeanwhile = false;
  private stopped = false;

  /** @param hintKey what is written for its notification alone: all replicas hear of it */
  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly hintKey: string,
  ) {}

  /** Those of the last {@link WINDOW_SECONDS}, by a name of their own, in the order of telling. */
  protected abstract recent(): Promise<ReadonlyMap<string, Row>>;

  /** Lets all replicas look. Never fails: the row is there whether they hear of it or not. */
  async announce(name: string): Promise<void> {
    try {
      await this.cache.set(this.hintKey, name, { ttlSeconds: HINT_TTL_SECONDS });
    } catch (error) {
      this.logger.warn(`NEWS_DELAYED: ${this.hintKey}, ${name}: ${String(error)}`);
    }
  }

  /** Tells of what happens from now on. Gives what ends it. */
  watch(tell: (row: Row) => void): () => void {
    const look = () => void this.look(tell);
    look();
    const stop = this.cache.onChange(this.hintKey, look);
    return () => {
      stop();
      this.stopped = true;
      clearTimeout(this.again);
    };
  }

  /** One look at a time: what changes meanwhile is looked at once more. */
  private async look(tell: (row: Row) => void): Promise<void> {
    this.changedMeanwhile = true;
    if (this.looking || this.stopped) return;
    this.looking = true;
    clearTimeout(this.again);
    try {
      while (this.changedMeanwhile) {
        this.changedMeanwhile = false;
        this.tellNew(await this.recent(), tell);
      }
    } catch (error) {
      this.logger.debug(`${this.hintKey} is told of later: ${String(error)}`);
      if (!this.stopped) this.again = setTimeout(() => void this.look(tell), RETRY_MS).unref();
    } finally {
      this.looking = false;
    }
  }

  private tellNew(recent: ReadonlyMap<string, Row>, tell: (row: Row) => void): void {
    const { told } = this;
    this.told = new Set(recent.keys());
    if (told === undefined) return;
    for (const [name, row] of recent) if (!told.has(name)) tell(row);
  }
}
