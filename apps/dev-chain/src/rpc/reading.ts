import type { Block } from '../ledger/block.js';
import type { ChainNode } from '../node/chain-node.js';
import type { Runtime } from '../runtime/runtime.js';
import type { BlockState } from '../storage/block-state.js';
import {
  discardedState,
  discardedStateForCall,
  unknownBlock,
  unknownBlockForCall,
} from './rpc-error.js';

/** The state of a block, or of the best one. @throws RpcError when it is unknown or discarded */
export function readableState(node: ChainNode, hash: string | undefined): BlockState {
  const block = keptBlock(node, hash, unknownBlock, discardedState);
  return node.ledger.stateOf(block);
}

/** A block whose runtime can be asked. @throws RpcError when it is unknown or discarded */
export function callableBlock(node: ChainNode, hash: string | undefined): Block {
  return keptBlock(node, hash, unknownBlockForCall, discardedStateForCall);
}

/** The runtime of a block, or of the best one. @throws RpcError when it is unknown or discarded */
export function runtimeAt(node: ChainNode, hash: string | undefined): Runtime {
  return callableBlock(node, hash).content.inForce.runtime;
}

function keptBlock(
  node: ChainNode,
  hash: string | undefined,
  unknown: (hash: string) => Error,
  discarded: (hash: string) => Error,
): Block {
  if (hash === undefined) return node.ledger.best;
  const block = node.ledger.blockOf(hash);
  if (block === undefined) throw unknown(hash);
  if (!node.keepsStateOf(block)) throw discarded(hash);
  return block;
}
