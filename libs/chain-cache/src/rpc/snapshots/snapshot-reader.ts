import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import { chainUnavailable } from '../chain-unavailable.js';
import type { RuntimeId } from '../client/node-facts.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate, Survey } from '../client/surveyor.js';
import type { CountPlan } from '../counts/count-plan.js';
import { CountPlans } from '../counts/count-plans.js';
import { CountRegistry } from '../counts/count-registry.js';
import { implausibility } from './implausible.js';
import { type BlockToRead, readSnapshot } from '../counts/read-snapshot.js';
import type { StorageSource } from '../counts/storage-walk.js';
import { publishRefusal } from '../diagnostics.js';
import { QuorumBallot } from './quorum-ballot.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';

/** Finds the block to read on one endpoint. @throws RpcCallError */
export type BlockFinder = (candidate: Candidate) => Promise<BlockReference>;

/** How many calls' time the reading of one snapshot from one endpoint may take. */
const CALLS_A_READ = 6;

interface Reading {
  readonly record: SnapshotRecord;
  /** Whether a value that the runtime should have is missing or does not decode. */
  readonly doubtful: boolean;
}

interface Failure {
  readonly candidate: Candidate;
  readonly error: RpcCallError;
}

/** Reads snapshots: from the best endpoint, else the next one; from several with a quorum. */
@Injectable()
export class SnapshotReader {
  private readonly logger = new Logger('SnapshotReader');

  constructor(
    private readonly plans: CountPlans,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /** @throws ChainUnavailableError when no endpoint, or no quorum of them, can give one */
  async read(survey: Survey, find: BlockFinder, signal: AbortSignal): Promise<SnapshotRecord> {
    this.checkQuorum(survey);
    const ballot = new QuorumBallot(this.options.quorum);
    const failures: Failure[] = [];
    for (const candidate of survey.candidates) {
      try {
        const { record, doubtful } = await this.readFrom(candidate, survey, find, signal);
        const winner = ballot.cast(candidate.endpoint, record, doubtful);
        if (winner !== undefined) return this.won(winner, ballot, failures);
      } catch (error) {
        if (!(error instanceof RpcCallError)) throw error;
        failures.push({ candidate, error });
        this.report(error);
        if (error.endpoint === candidate.endpoint.name) candidate.endpoint.failed(error);
        if (signal.aborted) break;
      }
    }
    const settled = ballot.settle();
    if (settled !== undefined) return settled;
    const troubles = failures.map(({ error }) => error);
    throw chainUnavailable([...ballot.disagreement(), ...survey.troubles, ...troubles]);
  }

  /** What a plan gives at one block, as one node has it. @throws RpcCallError, for nonsense too */
  async readPlanned(
    source: StorageSource,
    what: BlockToRead,
    plan: CountPlan,
  ): Promise<SnapshotRecord> {
    const { definitions, invariants } = this.counts;
    const record = await readSnapshot(source, what, plan, definitions);
    const nonsense = implausibility(record, invariants);
    if (nonsense === undefined) return record;
    throw new RpcCallError('VALUES_IMPLAUSIBLE', source.endpoint, nonsense);
  }

  private won(
    winner: SnapshotRecord,
    ballot: QuorumBallot,
    failures: readonly Failure[],
  ): SnapshotRecord {
    for (const error of ballot.outvotedBy(winner)) this.report(error);
    for (const { candidate, error } of failures) {
      if (error.kind.fault === 'everyone') candidate.endpoint.refuted(error);
    }
    return winner;
  }

  /** In limited time: one endpoint that is slow, or never comes to an end, leaves some to others. */
  private async readFrom(
    candidate: Candidate,
    survey: Survey,
    find: BlockFinder,
    signal: AbortSignal,
  ): Promise<Reading> {
    const limitMs = CALLS_A_READ * this.options.callTimeoutMs;
    const late = AbortSignal.timeout(limitMs);
    try {
      return await this.readUntil(AbortSignal.any([signal, late]), candidate, survey, find);
    } catch (error) {
      if (!late.aborted || signal.aborted) throw error;
      const reason = `no snapshot within ${limitMs} ms`;
      throw new RpcCallError('CALL_TIMEOUT', candidate.endpoint.name, reason, { cause: error });
    }
  }

  private async readUntil(
    signal: AbortSignal,
    candidate: Candidate,
    { candidates }: Survey,
    find: BlockFinder,
  ): Promise<Reading> {
    const { identity } = candidate.report;
    const { genesisHash } = identity;
    const node = candidate.report.node.until(signal);
    const block = await find(candidate);
    const runtime = await runtimeAt(candidate, block);
    const nodes = this.options.quorum > 1 ? candidates.map(({ report }) => report.node) : [node];
    const plan = await this.plans.planFor(nodes, { genesisHash, runtime, blockHash: block.hash });
    const record = await this.readPlanned(node, { identity, runtime, block }, plan);
    if (!node.pinned) await confirmChain(node, genesisHash);
    return { record, doubtful: record.unavailable.length > unreadable(plan) };
  }

  private checkQuorum({ candidates, troubles }: Survey): void {
    const { quorum } = this.options;
    if (candidates.length === 0 || candidates.length >= quorum) return;
    const names = candidates.map(({ endpoint }) => endpoint.name).join(', ');
    const reason = `of the ${quorum} endpoints that must agree, ${candidates.length} can be read`;
    const error = new RpcCallError('QUORUM_NOT_REACHED', names, reason);
    throw chainUnavailable([error, ...troubles]);
  }

  private report({ code, endpoint, message }: RpcCallError): void {
    publishRefusal({ endpoint, code });
    this.logger.warn(`A snapshot was not read: ${code}, ${message}`);
  }
}

/** The probe has asked for the runtime of the finalized head; other blocks have their own. */
function runtimeAt({ report }: Candidate, block: BlockReference): Promise<RuntimeId> {
  const known = block.hash === report.finalized.hash;
  return known ? Promise.resolve(report.runtime) : report.node.runtime(block.hash);
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
