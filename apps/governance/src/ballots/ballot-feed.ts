import { Injectable } from '@nestjs/common';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import { RowFeed, WINDOW_SECONDS } from '../feeds/row-feed.js';
import type { Ballot } from './ballot.entity.js';
import { BallotStore } from './ballot.store.js';

/** A ballot has opened or closed. */
export interface BallotEvent {
  readonly event: 'opened' | 'closed';
  readonly ballot: Ballot;
}

/** Tells every replica of each ballot that opens or closes. */
@Injectable()
export class BallotFeed extends RowFeed<BallotEvent> {
  constructor(
    cache: BlockchainCacheService,
    private readonly store: BallotStore,
  ) {
    super(cache, 'ballots:changed');
  }

  protected async recent(): Promise<ReadonlyMap<string, BallotEvent>> {
    const opened = await this.store.openedWithin(WINDOW_SECONDS);
    const closed = await this.store.closedWithin(WINDOW_SECONDS);
    const events: BallotEvent[] = [
      ...opened.map((ballot) => ({ event: 'opened' as const, ballot })),
      ...closed.map((ballot) => ({ event: 'closed' as const, ballot })),
    ];
    return new Map(events.map((event) => [`${event.ballot.id} ${event.event}`, event]));
  }
}
