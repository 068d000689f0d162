import type { SnapshotRecord } from '../chain-snapshot.js';
import type { ChainNode } from '../client/chain-node.js';
import { type Executor, executorMarked, LAST_RUNTIME_UPGRADE } from '../client/executor.js';
import type { FinalizedHead } from '../client/node-facts.js';
import type { NodeReport } from '../client/node-link.js';
import type { Candidate } from '../client/surveyor.js';
import type { BlockReader, BlockView } from '../snapshots/block-reader.js';
import { ChainHead } from './chain-head.js';
import { NO_FORESIGHT, ReadAhead } from './read-ahead.js';
import { StateComparison } from './state-comparison.js';

/**
 * Reads one finalized head after the other. One that has all that was read of an earlier one takes
 * a single call, where the node can tell so (`chainHead_v1`); else it is read whole, in one round
 * trip: `state_queryStorageAt` of all that was read of the one before, and a `state_getKeysPaged`
 * for each map that is counted, since those methods neither count nor hash the entries of a map.
 */
export class HeadReader {
  private ahead: ReadAhead | undefined;
  private last: { readonly report: NodeReport; readonly executor: Executor } | undefined;
  private comparison: StateComparison | undefined;

  /** @param callTimeoutMs deadline of whatever a node does for a call */
  constructor(
    private readonly blocks: BlockReader,
    private readonly callTimeoutMs: number,
  ) {}

  /** The next head is read whole, and those behind it compared with it, if the node can do that. */
  begin(node: ChainNode): void {
    if (!node.pushes) return;
    if (this.comparison?.usable === true) return this.comparison.restart();
    if (this.comparison?.hopeless === true) return;
    this.comparison = new StateComparison(new ChainHead(node, this.callTimeoutMs));
  }

  /** What is read from now on comes by another connection. */
  end(): void {
    this.comparison?.chainHead.close();
    this.comparison = undefined;
  }

  /** @throws RpcCallError */
  async read(
    candidate: Candidate,
    head: FinalizedHead,
    signal: AbortSignal,
  ): Promise<SnapshotRecord> {
    const { comparison } = this;
    const known = [...(this.ahead?.found.keys() ?? [])];
    const told = comparison?.fingerprint(head.hash, known, signal);
    const before = comparison?.possible === true ? await told : undefined;
    const same = before && comparison?.same(before);
    if (same !== undefined) return { ...same, block: { ...head, finalized: true } };
    const view = (node: ChainNode) => this.view(node, candidate.report, head);
    const { record, doubtful } = await this.blocks.read(candidate, view, signal);
    const fingerprint = await told;
    if (fingerprint !== undefined && this.ahead !== undefined && !doubtful) {
      comparison?.take(fingerprint, record, this.ahead.found);
    }
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
