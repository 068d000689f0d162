import { Inject, Injectable } from '@nestjs/common';
import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import type { ChainNode } from '../client/chain-node.js';
import type { Executor } from '../client/executor.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate } from '../client/survey.js';
import type { CountPlan } from '../counts/count-plan.js';
import { CountPlans } from '../counts/count-plans.js';
import { CountRegistry } from '../counts/count-registry.js';
import { readSnapshot } from '../counts/read-snapshot.js';
import type { StorageSource } from '../counts/storage-walk.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { implausibility } from './implausible.js';

/** How many calls' time the reading of one block from one endpoint may take. */
const CALLS_A_READ = 6;

/** A block to read, by whose layout, and where its storage is asked for. */
export interface BlockView {
  readonly block: BlockReference;
  readonly executor: Executor;
  readonly source: StorageSource;
}

/** Finds what to read on a node, which is asked no longer than there is time. @throws RpcCallError */
export type ViewFinder = (node: ChainNode) => Promise<BlockView>;

export interface Reading {
  readonly record: SnapshotRecord;
  /** Whether a value that the runtime should have is missing or does not decode. */
  readonly doubtful: boolean;
}

/** Reads all counts at one block from one endpoint. Whoever reads a block reads it so. */
@Injectable()
export class BlockReader {
  constructor(
    private readonly plans: CountPlans,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * In limited time: one endpoint that is slow, or never comes to an end, leaves some to others.
   * @param witnesses other nodes that are asked whether they have the same metadata
   * @throws RpcCallError, for values that cannot be, too
   */
  async read(
    candidate: Candidate,
    find: ViewFinder,
    signal: AbortSignal,
    witnesses: readonly ChainNode[],
  ): Promise<Reading> {
    const limitMs = CALLS_A_READ * this.options.callTimeoutMs;
    const late = AbortSignal.timeout(limitMs);
    const node = candidate.report.node.until(AbortSignal.any([signal, late]));
    try {
      return await this.readFrom(node, candidate, find, witnesses);
    } catch (error) {
      if (!late.aborted || signal.aborted) throw error;
      const reason = `no snapshot within ${limitMs} ms`;
      throw new RpcCallError('CALL_TIMEOUT', node.endpoint, reason, { cause: error });
    }
  }

  private async readFrom(
    node: ChainNode,
    { report: { identity } }: Candidate,
    find: ViewFinder,
    witnesses: readonly ChainNode[],
  ): Promise<Reading> {
    const { genesisHash } = identity;
    const { block, executor, source } = await find(node);
    const plan = await this.plans.planFor([node, ...witnesses], { genesisHash, ...executor });
    const { runtime } = executor;
    const { definitions, invariants } = this.counts;
    const record = await readSnapshot(source, { identity, runtime, block }, plan, definitions);
    const nonsense = implausibility(record, invariants);
    if (nonsense !== undefined) {
      throw new RpcCallError('VALUES_IMPLAUSIBLE', node.endpoint, nonsense);
    }
    if (!node.pinned) await confirmChain(node, genesisHash);
    return { record, doubtful: record.unavailable.length > unreadable(plan) };
  }
}

/** Behind one URL there may be another node by now: it must not have answered for this chain. */
async function confirmChain(node: ChainNode, genesisHash: string): Promise<void> {
  const now = await node.genesisHash();
  if (now === genesisHash) return;
  const reason = `it is on the chain ${now}, not on ${genesisHash}`;
  throw new RpcCallError('WRONG_CHAIN', node.endpoint, reason);
}

function unreadable({ counts }: CountPlan): number {
  return counts.filter((count) => 'reason' in count).length;
}
