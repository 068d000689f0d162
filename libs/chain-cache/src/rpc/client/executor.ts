import { ScaleError } from '../counts/scale/scale.error.js';
import { ScaleReader } from '../counts/scale/scale-reader.js';
import type { ChainNode } from './chain-node.js';
import type { RuntimeId } from './node-facts.js';

/** The runtime that executed a block, by whose metadata the state of the block is read. */
export interface Executor {
  readonly runtime: RuntimeId;
  /** A block at which the metadata of this runtime can be asked for. */
  readonly blockHash: string;
  /** What is under {@link LAST_RUNTIME_UPGRADE}: while it stays, so does the executor. */
  readonly mark: string | null;
}

/**
 * `System.LastRuntimeUpgrade` (frame_system): the version of the runtime that executed the block. It
 * changes where the layout of storage does: a block after the one that brings new code, since that
 * one is still executed by the old code.
 */
export const LAST_RUNTIME_UPGRADE =
  '0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8';

/** One round trip, but for the block that brings a new runtime. @throws RpcCallError */
export async function executorAt(node: ChainNode, block: string): Promise<Executor> {
  const [runtime, mark] = await Promise.all([
    node.runtime(block),
    node.storage(LAST_RUNTIME_UPGRADE, block),
  ]);
  return await executorMarked(node, block, mark, runtime);
}

/**
 * The same where the mark is known. A node tells the runtime of the code in a block's state, which
 * executes the next block: where the mark is of another version, the parent's code was at work.
 * @throws RpcCallError
 */
export async function executorMarked(
  node: ChainNode,
  block: string,
  mark: string | null,
  runtime: RuntimeId,
): Promise<Executor> {
  const own = { runtime, blockHash: block, mark };
  const version = mark === null ? undefined : versionIn(mark);
  if (version === undefined || version === runtime.specVersion) return own;
  const parent = await node.parentHash(block);
  const former = await node.runtime(parent);
  return former.specVersion === version ? { runtime: former, blockHash: parent, mark } : own;
}

/** The mark begins with the version, a compact u32. */
function versionIn(mark: string): number | undefined {
  try {
    return Number(new ScaleReader(Buffer.from(mark.slice(2), 'hex')).compact(32));
  } catch (error) {
    if (error instanceof ScaleError) return undefined;
    throw error;
  }
}
