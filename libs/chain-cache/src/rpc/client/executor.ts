import { ScaleError } from '../counts/scale/scale.error.js';
import { ScaleReader } from '../counts/scale/scale-reader.js';
import type { ChainNode } from './chain-node.js';
import type { RuntimeId } from './node-facts.js';

/** The runtime that executed a block, by whose metadata the state of the block is read. */
export interface Executor {
  readonly runtime: RuntimeId;
  /** A block at which the metadata of this runtime can be asked for. */
  readonly blockHash: string;
  /** What is under {@link LAST_RUNTIME_UPGRADE}: while it and the code stay, so does the executor. */
  readonly mark: string | null;
  /** Whether the block brought other code, which executes the next one. */
  readonly outgoing: boolean;
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
 * executes the next block: where the mark is of another version, or the code is not what it was,
 * the parent's may have been at work.
 * @param runtime of the code in the block's state
 * @param before the executor of an earlier block; undefined: not known
 * @throws RpcCallError
 */
export async function executorMarked(
  node: ChainNode,
  block: string,
  mark: string | null,
  runtime: RuntimeId,
  before?: Executor,
): Promise<Executor> {
  const own = { runtime, blockHash: block, mark, outgoing: false };
  const version = mark === null ? undefined : versionIn(mark);
  const newCode = before !== undefined && !isSame(before.runtime, runtime);
  if (version === undefined || (version === runtime.specVersion && !newCode)) return own;
  const parent = await node.parentHash(block);
  const former = await node.runtime(parent);
  if (former.specVersion !== version || isSame(former, runtime)) return own;
  return { runtime: former, blockHash: parent, mark, outgoing: true };
}

function isSame(a: RuntimeId, b: RuntimeId): boolean {
  return a.specName === b.specName && a.specVersion === b.specVersion && a.codeHash === b.codeHash;
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
