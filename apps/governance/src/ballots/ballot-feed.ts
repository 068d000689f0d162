import { Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import type { Ballot } from './ballot.entity.js';
import { BallotStore } from './ballot.store.js';

/** A ballot has opened or closed. */
export interface BallotEvent {
  readonly event: 'opened' | 'closed';
  readonly ballot: Ballot;
}

type BallotListener = (event: BallotEvent) => void;

/** What is written for its notification alone: all replicas hear of it. */
const HINT_KEY = 'ballots:changed';
const HINT_TTL_SECONDS = 60;

/** How far back it is looked for what others may have done while this replica could not hear. */
const WINDOW_SECONDS = 600;

/** How soon it is looked again when the database did not answer. */
const RETRY_MS = 2000;

/**
 * Tells every replica of each ballot that opens or closes, once. The notification is a hint only:
 * what is told are the rows, so that a hint that got lost delays what it stood for until the next.
 */
@Injectable()
export class BallotFeed {
  private readonly logger = new Logger('Ballots');
  /** What was told of, and is still within the window. Undefined: it was not looked yet. */
  private told: ReadonlySet<string> | undefined;
  private looking = false;
  private again: NodeJS.Timeout | undefined;
  private changedMeanwhile = false;
  private stopped = false;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly store: BallotStore,
  ) {}

  /** Lets all replicas look. Never fails: the ballot is kept whether they hear of it or not. */
  async announce(id: string): Promise<void> {
    try {
      await this.cache.set(HINT_KEY, id, { ttlSeconds: HINT_TTL_SECONDS });
    } catch (error) {
      this.logger.warn(`BALLOT_NOT_TOLD: ${id} is told of with the next one, ${String(error)}`);
    }
  }

  /** Tells of what happens from now on. Gives what ends it. */
  watch(tell: BallotListener): () => void {
    const look = () => void this.look(tell);
    look();
    const stop = this.cache.onChange(HINT_KEY, look);
    return () => {
      stop();
      this.stopped = true;
      clearTimeout(this.again);
    };
  }

  /** One look at a time: what changes meanwhile is looked at once more. */
  private async look(tell: BallotListener): Promise<void> {
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
      this.logger.debug(`Ballots are told of later: ${String(error)}`);
      if (!this.stopped) this.again = setTimeout(() => void this.look(tell), RETRY_MS).unref();
    } finally {
      this.looking = false;
    }
  }

  private async recent(): Promise<Map<string, BallotEvent>> {
    const opened = await this.store.openedWithin(WINDOW_SECONDS);
    const closed = await this.store.closedWithin(WINDOW_SECONDS);
    const events: BallotEvent[] = [
      ...opened.map((ballot) => ({ event: 'opened' as const, ballot })),
      ...closed.map((ballot) => ({ event: 'closed' as const, ballot })),
    ];
    return new Map(events.map((event) => [`${event.ballot.id} ${event.event}`, event]));
  }

  private tellNew(recent: ReadonlyMap<string, BallotEvent>, tell: BallotListener): void {
    const { told } = this;
    this.told = new Set(recent.keys());
    if (told === undefined) return;
    for (const [name, event] of recent) if (!told.has(name)) tell(event);
  }
}
