import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import type { ChainNode } from '../client/chain-node.js';
import { type Executor, executorMarked, LAST_RUNTIME_UPGRADE } from '../client/executor.js';
import type { NodeReport } from '../client/node-link.js';
import type { Candidate } from '../client/survey.js';
import type { BlockReader, BlockView } from '../snapshots/block-reader.js';
import { ChainHead } from './chain-head.js';
import { NO_FORESIGHT } from './foresight.js';
import type { FollowedHead } from './head-source.js';
import { ReadAhead } from './read-ahead.js';
import { StateComparison } from './state-comparison.js';

/**
 * Reads one finalized head after the other. One that has all that was read of an earlier one takes
 * a single call, where the node can tell so (`chainHead_v1`); else it is read whole, in one round
 * trip: `state_queryStorageAt` of all that was read of the one before, and `state_getKeysPaged` for
 * each map that is counted, its pages and the empty one behind them, since those methods neither
 * count nor hash the entries of a map.
 */
export class HeadReader {
  private ahead: ReadAhead | undefined;
  private last: { readonly report: NodeReport; readonly executor: Executor } | undefined;
  private witnesses: readonly ChainNode[] = [];
  private comparison: StateComparison | undefined;

  /** @param callTimeoutMs deadline of whatever a node does for a call */
  constructor(
    private readonly blocks: BlockReader,
    private readonly callTimeoutMs: number,
  ) {}

  /**
   * The next head is read whole, and those behind it compared with it, if the node can do that.
   * @param witnesses other nodes, that are asked for a new runtime's metadata, too
   */
  begin(node: ChainNode, witnesses: readonly ChainNode[]): void {
    this.witnesses = witnesses;
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
    head: FollowedHead,
    signal: AbortSignal,
  ): Promise<SnapshotRecord> {
    const { comparison, witnesses } = this;
    const block = { number: head.number, hash: head.hash, finalized: true } as const;
    const known = [...(this.ahead?.found.keys() ?? [])];
    const told = comparison?.fingerprint(head.hash, known, signal);
    const before = comparison?.possible === true ? await told : undefined;
    const same = before && comparison?.same(before);
    if (same !== undefined) return { ...same, block };
    const newCode =
      head.newCode || (before !== undefined && comparison?.hasNewCode(before) === true);
    const view = (node: ChainNode) => this.view(node, candidate.report, block, newCode);
    const { record, doubtful } = await this.blocks.read(candidate, view, signal, witnesses);
    const fingerprint = await told;
    const lasting = !doubtful && this.last?.executor.outgoing === false;
    if (fingerprint !== undefined && this.ahead !== undefined && lasting) {
      comparison?.take(fingerprint, record, this.ahead.found);
    }
    return record;
  }

  private async view(
    node: ChainNode,
    report: NodeReport,
    block: BlockReference,
    newCode: boolean,
  ): Promise<BlockView> {
    const source = new ReadAhead(node, block.hash, this.ahead?.foresight ?? NO_FORESIGHT);
    this.ahead = source;
    const before = this.last?.report === report ? this.last.executor : report.executor;
    const marks = await source.storageAt([LAST_RUNTIME_UPGRADE], block.hash);
    const mark = marks.get(LAST_RUNTIME_UPGRADE) ?? null;
    // While the mark is what it was, and no code has come, so is the executor.
    const stays = mark !== null && mark === before.mark && !newCode && !before.outgoing;
    const executor = stays
      ? before
      : await executorMarked(node, block.hash, {
          runtime: await node.runtime(block.hash),
          mark,
          newCode: true,
        });
    this.last = { report, executor };
    return { block, executor, source };
  }
}
