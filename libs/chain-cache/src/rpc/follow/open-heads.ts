import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { HeadSource } from './head-source.js';
import { PolledHeads } from './polled-heads.js';
import { PushedHeads } from './pushed-heads.js';

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
