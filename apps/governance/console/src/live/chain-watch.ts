import { asAskError } from '../api/ask.js';
import { askSnapshot, askStatus } from '../api/chain.js';
import type { LiveMessage } from '../api/types.js';
import {
  type ChainState,
  NOTHING_KNOWN,
  withFailure,
  withMessage,
  withSnapshot,
  withStatus,
} from '../state/chain-state.js';
import { Store } from '../state/store.js';
import { LiveFeed, type LiveState } from './live-feed.js';
import { Poller } from './poller.js';

/** Of a block: the block number moves that often, and without live news so does all else. */
export const POLL_EVERY_MS = 6000;

/** Keeps what the page knows of the chain up to date: by what is pushed, and by asking. */
export class ChainWatch {
  readonly chain = new Store<ChainState>(NOTHING_KNOWN);
  readonly live = new Store<LiveState>('connecting');
  /** Goes up with each ballot that is opened or closed somewhere. */
  readonly ballotNews = new Store(0);
  private readonly poller = new Poller(() => this.look(), POLL_EVERY_MS);
  private readonly feed = new LiveFeed({
    onMessage: (message) => this.heard(message),
    onState: (state) => this.live.set(state),
  });

  start(): void {
    this.feed.start();
    this.poller.start();
  }

  /** Asks at once; after what should have changed something. */
  lookNow(): void {
    this.feed.hurry();
    this.poller.hurry();
  }

  private heard(message: LiveMessage): void {
    this.chain.update((state) => withMessage(state, message));
    // Told that they can be relied on again, not what they are.
    if (message.type === 'freshness' && this.chain.value.snapshot === null) this.poller.hurry();
    if (message.type === 'ballot') this.ballotNews.update((news) => news + 1);
  }

  /** @returns seconds to wait longer than usual */
  private async look(): Promise<number> {
    const [snapshot, status] = await Promise.allSettled([askSnapshot(), askStatus()]);
    if (status.status === 'fulfilled') {
      this.chain.update((state) => withStatus(state, status.value));
    }
    if (snapshot.status === 'fulfilled') {
      this.chain.update((state) => withSnapshot(state, snapshot.value));
      return 0;
    }
    const error = asAskError(snapshot.reason);
    this.chain.update((state) => withFailure(state, error));
    return 'retryAfterSeconds' in error ? (error.retryAfterSeconds ?? 0) : 0;
  }
}
