import type { ChainNode } from '../client/chain-node.js';
import type { FinalizedHead } from '../client/node-facts.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { PolledHeads } from './polled-heads.js';
import { PushedHeads } from './pushed-heads.js';

/** Where finalized heads come from. Two implementations: pushed by the node, and asked for. */
export interface HeadSource {
  /**
   * The newest head that was not given yet: what came in between is passed over.
   * @returns undefined when none comes within so many milliseconds
   * @throws RpcCallError when none can come any more; the signal's reason
   */
  next(waitMs: number, signal: AbortSignal): Promise<FinalizedHead | undefined>;
  close(): void;
}

/** @throws RpcCallError */
export async function openHeads(node: ChainNode, genesisHash: string): Promise<HeadSource> {
  if (!node.pushes) return new PolledHeads(node, genesisHash);
  try {
    return await PushedHeads.open(node);
  } catch (error) {
    const unable = error instanceof RpcCallError && error.code === 'METHOD_MISSING';
    if (!unable) throw error;
    return new PolledHeads(node, genesisHash);
  }
}
