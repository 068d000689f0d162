import { Logger } from '@nestjs/common';
import type { ChainHeadListener } from '../client/chain-head-calls.js';
import type { ChainHeadEvent } from '../client/chain-head-event.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { unexpected } from '../unexpected.js';
import { PinnedBlocks } from './pinned-blocks.js';
import { type MerkleValues, StorageOperation } from './storage-operation.js';

/**
 * Events that may come before it is known which subscription is ours: at first, all blocks that are
 * not final yet are told of, of which nodes follow 128 at most.
 */
const MOST_EARLY = 512;

/**
 * One subscription by `chainHead_v1_follow`: at the blocks that it tells of, Merkle values can be
 * asked for. The first trouble ends it, as does a node that does not know the method.
 */
export class ChainHead implements ChainHeadListener {
  private readonly logger = new Logger('ChainFollower');
  private readonly pins = new PinnedBlocks();
  private readonly ignore: () => void;
  private subscription: string | undefined;
  private early: (readonly [subscription: string, event: ChainHeadEvent])[] = [];
  private operation: StorageOperation | undefined;
  private unpinning = false;
  private trouble: RpcCallError | undefined;

  /** @param timeoutMs deadline of each operation */
  constructor(
    private readonly node: ChainNode,
    private readonly timeoutMs: number,
  ) {
    this.ignore = node.chainHead.listen(this);
    void this.open();
  }

  /** Why it has ended; undefined: it has not. */
  get ended(): RpcCallError | undefined {
    return this.trouble;
  }

  /** Whether Merkle values can be asked for at a block. */
  knows(block: string): boolean {
    return this.trouble === undefined && this.subscription !== undefined && this.pins.has(block);
  }

  /** Of what is stored under each key and below it. @throws RpcCallError, and has ended */
  async merkleValues(
    block: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<MerkleValues> {
    const { endpoint } = this.node;
    const operation = new StorageOperation(keys, { endpoint, timeoutMs: this.timeoutMs, signal });
    this.operation = operation;
    const begin = async () => {
      const { chainHead } = this.node.until(signal);
      operation.begun(await chainHead.storage(this.subscription ?? '', block, keys));
    };
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

  told(subscription: string, event: ChainHeadEvent): void {
    if (this.trouble !== undefined) return;
    if (this.subscription === undefined) {
      if (this.early.push([subscription, event]) > MOST_EARLY) this.giveUp('it tells too much');
    } else if (subscription === this.subscription) this.heed(event);
  }

  private finish(reason: RpcCallError): void {
    if (this.trouble !== undefined) return;
    this.trouble = reason;
    this.operation?.fail(reason);
    this.early = [];
    this.ignore();
    if (this.subscription !== undefined) void this.unfollow(this.subscription);
  }

  private async open(): Promise<void> {
    try {
      const subscription = await this.node.chainHead.follow();
      this.subscription = subscription;
      if (this.trouble !== undefined) return await this.unfollow(subscription);
      const early = this.early;
      this.early = [];
      for (const [id, event] of early) this.told(id, event);
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.end(error);
    }
  }

  private heed(event: ChainHeadEvent): void {
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
        return this.stopped();
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

  /** One call at a time: whoever tells of blocks faster than he unpins them is given up. */
  private async unpin(): Promise<void> {
    const blocks = this.pins.takeReleased();
    if (blocks.length === 0 || this.subscription === undefined) return;
    this.unpinning = true;
    try {
      await this.node.chainHead.unpin(this.subscription, blocks);
      this.unpinning = false;
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.end(error);
    }
  }

  /** The node has ended the subscription: there is nothing to unfollow. */
  private stopped(): void {
    this.subscription = undefined;
    this.giveUp('it has stopped');
  }

  private giveUp(reason: string): void {
    this.end(new RpcCallError('NODE_BUSY', this.node.endpoint, `chainHead_v1_follow: ${reason}`));
  }

  private async unfollow(subscription: string): Promise<void> {
    try {
      await this.node.chainHead.unfollow(subscription);
    } catch (error) {
      if (!(error instanceof RpcCallError)) throw error;
      this.logger.debug(`A subscription ends with its connection: ${error.message}`);
    }
  }
}
