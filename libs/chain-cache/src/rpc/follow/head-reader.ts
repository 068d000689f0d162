import type { SnapshotRecord } from '../chain-snapshot.js';
import type { ChainNode } from '../client/chain-node.js';
import { type Executor, executorMarked, LAST_RUNTIME_UPGRADE } from '../client/executor.js';
import type { FinalizedHead } from '../client/node-facts.js';
import type { NodeReport } from '../client/node-link.js';
import type { Candidate } from '../client/surveyor.js';
import type { BlockReader, BlockView } from '../snapshots/block-reader.js';
import { NO_FORESIGHT, ReadAhead } from './read-ahead.js';

/**
 * Reads one finalized head after the other, each in one round trip: `state_queryStorageAt` of all
 * that was read of the one before, and a `state_getKeysPaged` for each map that is counted. There
 * is no cheaper way to see a new entry at the block where it appears: Substrate neither counts nor
 * hashes the entries of a map.
 */
export class HeadReader {
  private ahead: ReadAhead | undefined;
  private last: { readonly report: NodeReport; readonly executor: Executor } | undefined;

  constructor(private readonly blocks: BlockReader) {}

  /** @throws RpcCallError */
  async read(
    candidate: Candidate,
    head: FinalizedHead,
    signal: AbortSignal,
  ): Promise<SnapshotRecord> {
    const view = (node: ChainNode) => this.view(node, candidate.report, head);
    const { record } = await this.blocks.read(candidate, view, signal);
    return record;
  }

  private async view(node: ChainNode, report: NodeReport, head: FinalizedHead): Promise<BlockView> {
    const source = new ReadAhead(node, head.hash, this.ahead?.foresight ?? NO_FORESIGHT);
    this.ahead = source;
    const executor = await this.executorOf(node, report, source, head.hash);
    this.last = { report, executor };
    return { block: { ...head, finalized: true }, executor, source };
  }

  /** While the mark is what it was when the node was asked how it is, so is the executor. */
  private async executorOf(
    node: ChainNode,
    report: NodeReport,
    source: ReadAhead,
    block: string,
  ): Promise<Executor> {
    const mark = (await source.storageAt([LAST_RUNTIME_UPGRADE], block)).get(LAST_RUNTIME_UPGRADE);
    const known = this.last?.report === report ? this.last.executor : report.executor;
    if (typeof mark === 'string' && mark === known.mark) return known;
    return await executorMarked(node, block, mark ?? null, await node.runtime(block));
  }
}
