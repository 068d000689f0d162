import { ScaleError } from '../counts/scale/scale.error.js';
import { ScaleReader } from '../counts/scale/scale-reader.js';
import type { BlockFacts, ChainNode } from './chain-node.js';
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

/**
 * One round trip, but for the block that brings a new runtime.
 * @param facts those of the block, where they are asked for already
 * @throws RpcCallError
 */
export async function executorAt(
  node: ChainNode,
  block: string,
  facts: Promise<BlockFacts> = node.block(block),
): Promise<Executor> {
  const [runtime, mark, { newCode }] = await Promise.all([
    node.runtime(block),
    node.storage(LAST_RUNTIME_UPGRADE, block),
    facts,
  ]);
  return await executorMarked(node, block, { runtime, mark, newCode });
}

/** What is known of a block whose executor is looked for. */
interface Signs {
  /** Of the code in its state. */
  readonly runtime: RuntimeId;
  readonly mark: string | null;
  /** Whether it may have brought that code. */
  readonly newCode: boolean;
}

/**
 * The same where those are known. A node tells the runtime of the code in a block's state, which
 * executes the next block: where the mark is of another version, or the code has come, the parent's
 * may have been at work.
 * @throws RpcCallError
 */
export async function executorMarked(
  node: ChainNode,
  block: string,
  { runtime, mark, newCode }: Signs,
): Promise<Executor> {
  const own = { runtime, blockHash: block, mark, outgoing: false };
  const version = mark === null ? undefined : versionIn(mark);
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
