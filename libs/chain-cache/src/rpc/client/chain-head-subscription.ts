import type { AnswerReader } from './answers.js';
import { type ChainHeadEvent, readChainHeadEvent } from './chain-head-event.js';
import type { NodeCalls, NotificationListener } from './node-calls.js';
import { RpcCallError } from './rpc-call.error.js';

/**
 * Events that may come before it is known which subscription is ours: at first, all blocks that are
 * not final yet are told of, of which nodes follow 128 at most.
 */
const MOST_EARLY = 512;

/** Who hears what is told of the head of the chain. */
export interface ChainHeadListener {
  told(event: ChainHeadEvent): void;
  /** Nothing that makes sense comes any more. */
  lost(error: RpcCallError): void;
}

/** One subscription by `chainHead_v1_follow`, and what can be asked with it: in Substrate since 2024. */
export class ChainHeadSubscription {
  private constructor(
    private readonly calls: NodeCalls,
    private readonly id: string,
    private readonly ignore: () => void,
  ) {}

  /** @throws RpcCallError */
  static async open(calls: NodeCalls, listener: ChainHeadListener): Promise<ChainHeadSubscription> {
    const events = new OwnEvents(listener);
    const ignore = calls.listen('chainHead_v1_followEvent', events);
    try {
      const id = await calls.ask('chainHead_v1_follow', [false], (answer, read) =>
        read.name(answer),
      );
      events.areOf(id);
      return new ChainHeadSubscription(calls, id, ignore);
    } catch (error) {
      ignore();
      throw error;
    }
  }

  /**
   * Asks for the Merkle value of what is stored under each key and below it.
   * @param block one that is pinned
   * @returns the id of the operation, whose events bring them
   * @throws RpcCallError
   */
  storage(block: string, keys: readonly string[], signal: AbortSignal): Promise<string> {
    const items = keys.map((key) => ({ key, type: 'closestDescendantMerkleValue' }));
    const params = [this.id, block, items, null];
    return this.calls.until(signal).ask('chainHead_v1_storage', params, (answer, read) => {
      const { result, operationId, discardedItems } = read.record(answer);
      const begun = result === 'started' && read.count(discardedItems) === 0;
      if (begun) return read.name(operationId);
      throw read.failure('NODE_BUSY', 'an operation was not begun, or not with all of its items');
    });
  }

  /** @throws RpcCallError */
  unpin(blocks: readonly string[]): Promise<void> {
    return this.calls.ask('chainHead_v1_unpin', [this.id, blocks], () => undefined);
  }

  end(): void {
    this.ignore();
    void this.unfollow();
  }

  private async unfollow(): Promise<void> {
    const ended = this.calls.ask('chainHead_v1_unfollow', [this.id], () => undefined);
    // Its failure says that the connection has gone, and the subscription with it.
    await ended.catch(() => undefined);
  }
}

/** Passes on the events of one subscription of a connection; before its id is known, they wait. */
class OwnEvents implements NotificationListener {
  private id: string | undefined;
  private early: (readonly [subscription: string, event: ChainHeadEvent])[] = [];

  constructor(private readonly listener: ChainHeadListener) {}

  areOf(id: string): void {
    this.id = id;
    const { early } = this;
    this.early = [];
    for (const [subscription, event] of early) this.pass(subscription, event);
  }

  /** What makes no sense ends what depends on it, and not the connection. */
  pushed({ subscription, result }: Record<string, unknown>, read: AnswerReader): void {
    try {
      const event = readChainHeadEvent(result, read);
      if (event !== undefined) this.pass(read.name(subscription), event);
      if (this.early.length > MOST_EARLY) {
        this.early = [];
        throw read.failure('NODE_BUSY', 'it tells too much before it says of what');
      }
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.lost(error);
    }
  }

  lost(error: RpcCallError): void {
    this.listener.lost(error);
  }

  private pass(subscription: string, event: ChainHeadEvent): void {
    if (this.id === undefined) this.early.push([subscription, event]);
    else if (subscription === this.id) this.listener.told(event);
  }
}
