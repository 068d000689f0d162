import { type ChainHeadEvent, readChainHeadEvent } from './chain-head-event.js';
import type { NodeCalls } from './node-calls.js';
import { RpcCallError } from './rpc-call.error.js';

/** Who hears what is told of the head of the chain. */
export interface ChainHeadListener {
  /** Of a subscription of this connection: ours, another one, or ours before its id is known. */
  told(subscription: string, event: ChainHeadEvent): void;
  lost(error: RpcCallError): void;
}

/** The `chainHead_v1` methods, as far as they are made use of: in Substrate since 2024. */
export class ChainHeadCalls {
  constructor(private readonly calls: NodeCalls) {}

  /** Hears the events of all subscriptions of the connection. Gives what ends that. */
  listen(listener: ChainHeadListener): () => void {
    return this.calls.listen('chainHead_v1_followEvent', {
      pushed: ({ subscription, result }, read) => {
        // What makes no sense ends what depends on it, and not the connection.
        try {
          const event = readChainHeadEvent(result, read);
          if (event !== undefined) listener.told(read.name(subscription), event);
        } catch (error) {
          if (!(error instanceof RpcCallError)) throw error;
          listener.lost(error);
        }
      },
      lost: (error) => listener.lost(error),
    });
  }

  /** Gives the id of the subscription. @throws RpcCallError */
  follow(): Promise<string> {
    return this.calls.ask('chainHead_v1_follow', [false], (answer, read) => read.name(answer));
  }

  /**
   * Asks for the Merkle value of what is stored under each key and below it.
   * @param block one that is pinned
   * @returns the id of the operation, whose events bring them
   * @throws RpcCallError
   */
  storage(subscription: string, block: string, keys: readonly string[]): Promise<string> {
    const items = keys.map((key) => ({ key, type: 'closestDescendantMerkleValue' }));
    const params = [subscription, block, items, null];
    return this.calls.ask('chainHead_v1_storage', params, (answer, read) => {
      const { result, operationId, discardedItems } = read.record(answer);
      const begun = result === 'started' && read.count(discardedItems) === 0;
      if (begun) return read.name(operationId);
      throw read.failure('NODE_BUSY', 'an operation was not begun, or not with all of its items');
    });
  }

  /** @throws RpcCallError */
  unpin(subscription: string, blocks: readonly string[]): Promise<void> {
    return this.calls.ask('chainHead_v1_unpin', [subscription, blocks], () => undefined);
  }

  /** @throws RpcCallError */
  unfollow(subscription: string): Promise<void> {
    return this.calls.ask('chainHead_v1_unfollow', [subscription], () => undefined);
  }
}
