import { pause } from '../../common/pause.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { FollowedHead, HeadSource } from './head-source.js';

/** A third of a block. */
const POLL_MS = 2000;

/** Finalized heads of a node that can only be asked. */
export class PolledHeads implements HeadSource {
  private last: string | undefined;

  constructor(
    private readonly node: ChainNode,
    private readonly genesisHash: string,
  ) {}

  async next(waitMs: number, signal: AbortSignal): Promise<FollowedHead | undefined> {
    for (let leftMs = waitMs; leftMs > 0; leftMs -= POLL_MS) {
      await pause(Math.min(POLL_MS, leftMs), signal);
      signal.throwIfAborted();
      const hash = await this.node.finalizedHead();
      if (hash !== this.last) return await this.described(hash);
    }
    return undefined;
  }

  close(): void {
    this.last = undefined;
  }

  /** Behind one URL there may be several nodes: each time, the chain is asked for, too. */
  private async described(hash: string): Promise<FollowedHead> {
    const [{ number, newCode }, genesisHash] = await Promise.all([
      this.node.block(hash),
      this.node.genesisHash(),
    ]);
    if (genesisHash !== this.genesisHash) {
      const reason = `it is on the chain ${genesisHash}, not on ${this.genesisHash}`;
      throw new RpcCallError('WRONG_CHAIN', this.node.endpoint, reason);
    }
    this.last = hash;
    return { number, hash, newCode };
  }
}
