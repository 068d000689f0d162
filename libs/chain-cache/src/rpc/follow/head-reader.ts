import type { SnapshotRecord } from '../chain-snapshot.js';
import type { ChainNode } from '../client/chain-node.js';
import type { FinalizedHead, RuntimeId } from '../client/node-facts.js';
import type { Candidate } from '../client/surveyor.js';
import type { CountPlans } from '../counts/count-plans.js';
import { ScaleError } from '../counts/scale/scale.error.js';
import { ScaleReader } from '../counts/scale/scale-reader.js';
import type { SnapshotReader } from '../snapshots/snapshot-reader.js';
import { NO_FORESIGHT, type Foresight, ReadAhead } from './read-ahead.js';

/**
 * `System.LastRuntimeUpgrade` (frame_system): the version of the runtime that executed the block. It
 * changes where the layout of storage does: a block after the new code, which is not executed by it.
 */
const LAST_RUNTIME_UPGRADE = '0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8';

/** The runtime that executed a block, and a block at which its metadata can be asked for. */
interface Executor {
  readonly runtime: RuntimeId;
  readonly blockHash: string;
}

/**
 * Reads one finalized head after the other, each in one round trip: `state_queryStorageAt` of all
 * that was read of the one before, and a `state_getKeysPaged` for each map that is counted. There
 * is no cheaper way to see a new entry at the block where it appears: Substrate neither counts nor
 * hashes the entries of a map.
 */
export class HeadReader {
  private foresight: Foresight = NO_FORESIGHT;
  private last: { readonly mark: string; readonly executor: Executor } | undefined;

  constructor(
    private readonly reader: SnapshotReader,
    private readonly plans: CountPlans,
  ) {}

  /** @throws RpcCallError */
  async read(
    { report }: Candidate,
    head: FinalizedHead,
    signal: AbortSignal,
  ): Promise<SnapshotRecord> {
    const { identity } = report;
    const node = report.node.until(signal);
    const ahead = new ReadAhead(node, head.hash, this.foresight);
    const executor = await this.executorOf(node, ahead, head.hash);
    const { genesisHash } = identity;
    const plan = await this.plans.planFor([node], { genesisHash, ...executor });
    const block = { ...head, finalized: true } as const;
    const { runtime } = executor;
    const record = await this.reader.readPlanned(ahead, { identity, runtime, block }, plan);
    this.foresight = ahead.foresight;
    return record;
  }

  private async executorOf(node: ChainNode, ahead: ReadAhead, block: string): Promise<Executor> {
    const mark = (await ahead.storageAt([LAST_RUNTIME_UPGRADE], block)).get(LAST_RUNTIME_UPGRADE);
    if (typeof mark !== 'string') return { runtime: await node.runtime(block), blockHash: block };
    if (this.last?.mark !== mark) {
      this.last = { mark, executor: await findExecutor(node, block, versionIn(mark)) };
    }
    return this.last.executor;
  }
}

/** The code in a block's state executes the next one: after an upgrade, its own was the parent's. */
async function findExecutor(
  node: ChainNode,
  block: string,
  version: number | undefined,
): Promise<Executor> {
  const own = { runtime: await node.runtime(block), blockHash: block };
  if (own.runtime.specVersion === version) return own;
  const parent = await node.parentHash(block);
  const former = { runtime: await node.runtime(parent), blockHash: parent };
  return former.runtime.specVersion === version ? former : own;
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
