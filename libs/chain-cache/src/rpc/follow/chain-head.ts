import { Logger } from '@nestjs/common';
import type { ChainHeadEvent } from '../client/chain-head-event.js';
import type {
  ChainHeadListener,
  ChainHeadSubscription,
} from '../client/chain-head-subscription.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { unexpected } from '../unexpected.js';
import { PinnedBlocks } from './pinned-blocks.js';
import { type MerkleValues, StorageOperation } from './storage-operation.js';

/**
 * The head of a node's chain, with its forks: at the blocks that the node tells of, Merkle values
 * can be asked for. The first trouble ends it, as does a node that does not know the method.
 */
export class ChainHead implements ChainHeadListener {
  private readonly logger = new Logger('ChainFollower');
  private readonly pins = new PinnedBlocks();
  private subscription: ChainHeadSubscription | undefined;
  private operation: StorageOperation | undefined;
  private unpinning = false;
  private trouble: RpcCallError | undefined;

  /** @param timeoutMs deadline of each operation */
  constructor(
    private readonly node: ChainNode,
    private readonly timeoutMs: number,
  ) {
    void this.open();
  }

  /** Why it has ended; undefined: it has not. */
  get ended(): RpcCallError | undefined {
    return this.trouble;
  }

  /**
   * Of what is stored under each key and below it; undefined where the node has not told of the
   * block, or not yet.
   * @throws RpcCallError, and has ended
   */
  async merkleValues(
    block: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<MerkleValues | undefined> {
    const { subscription, timeoutMs } = this;
    if (subscription === undefined || !this.pins.has(block)) return undefined;
    const { endpoint } = this.node;
    const operation = new StorageOperation(keys, { endpoint, timeoutMs, signal });
    this.operation = operation;
    const begin = async () => operation.begun(await subscription.storage(block, keys, signal));
    try {
      const [values] = await Promise.all([operation.values(), begin()]);
      return values;
    } catch (error) {
      if (error instanceof RpcCallError) this.end(error);
      throw error;
    }
  }

  /** Blocks are read whole from now on. */
  end(reason: RpcCallError): void {
    if (this.trouble !== undefined) return;
    this.logger.debug(`Blocks are read whole for now: ${reason.code}, ${reason.message}`);
    this.finish(reason);
  }

  close(): void {
    const reason = 'it is not followed any more';
    this.finish(new RpcCallError('CALL_ABORTED', this.node.endpoint, reason));
  }

  lost(error: RpcCallError): void {
    this.end(error);
  }

  told(event: ChainHeadEvent): void {
    if (this.trouble !== undefined) return;
    switch (event.event) {
      case 'initialized':
        this.pins.add(event.finalized);
        this.pins.finalize(event.finalized, []);
        break;
      case 'newBlock':
        this.pins.add([event.block]);
        break;
      case 'finalized':
        this.pins.finalize(event.finalized, event.pruned);
        break;
      case 'stop':
        return this.giveUp('it has stopped');
      case 'operationStorageItems':
      case 'operationStorageDone':
      case 'operationFailed':
        return this.operation?.heard(event);
      default:
        return unexpected(event);
    }
    if (this.pins.tooMany) this.giveUp('it tells of more blocks than can be pinned');
    else if (!this.unpinning) void this.unpin();
  }

  private async open(): Promise<void> {
    try {
      const subscription = await this.node.followChainHead(this);
      if (this.trouble === undefined) this.subscription = subscription;
      else subscription.end();
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.end(error);
    }
  }

  private finish(reason: RpcCallError): void {
    if (this.trouble !== undefined) return;
    this.trouble = reason;
    this.operation?.fail(reason);
    this.subscription?.end();
    this.subscription = undefined;
  }

  /** One call at a time: whoever tells of blocks faster than he unpins them is given up. */
  private async unpin(): Promise<void> {
    const { subscription } = this;
    if (subscription === undefined) return;
    const blocks = this.pins.takeReleased();
    if (blocks.length === 0) return;
    this.unpinning = true;
    try {
      await subscription.unpin(blocks);
      this.unpinning = false;
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.end(error);
    }
  }

  private giveUp(reason: string): void {
    this.end(new RpcCallError('NODE_BUSY', this.node.endpoint, `chainHead_v1_follow: ${reason}`));
  }
}
