import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import { chainUnavailable, bestOfEnough } from '../chain-unavailable.js';
import type { ChainNode } from '../client/chain-node.js';
import { executorAt } from '../client/executor.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate, Survey } from '../client/survey.js';
import { publishRefusal } from '../diagnostics.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { BlockReader, type BlockView, type Reading } from './block-reader.js';
import { QuorumBallot } from './quorum-ballot.js';

/** Finds the block to read on one endpoint. @throws RpcCallError */
export type BlockFinder = (candidate: Candidate) => Promise<BlockReference>;

/** What is to be read. */
export interface WantedBlock {
  readonly find: BlockFinder;
  /** Whether it is of the past: an endpoint that can't give it may be as good as any at the head. */
  readonly past: boolean;
  readonly signal: AbortSignal;
}

/** What was read. */
export interface Settled {
  readonly record: SnapshotRecord;
  /** Whether it lacks a count that it should have, and some endpoint was not heard of it. */
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
    private readonly blocks: BlockReader,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * @throws ChainUnavailableError when no endpoint, or no quorum of them, can give one; of those who
   * may, some may be still to answer the survey
   */
  async read(survey: Survey, wanted: WantedBlock): Promise<Settled> {
    bestOfEnough(survey, this.options.quorum);
    const ballot = new QuorumBallot(this.options.quorum);
    const failures: Failure[] = [];
    let heard = 0;
    for (const candidate of survey.candidates) {
      try {
        const { record, doubtful } = await this.readFrom(candidate, survey, wanted);
        heard++;
        const winner = ballot.cast(candidate.endpoint, record, doubtful);
        if (winner !== undefined) {
          return { record: this.won(winner, ballot, wanted.past ? [] : failures), doubtful: false };
        }
      } catch (error) {
        if (!(error instanceof RpcCallError)) throw error;
        failures.push({ candidate, error });
        if (error.kind.harmless === true) heard++;
        this.report(error);
        if (isBlamed(error, candidate, wanted)) candidate.endpoint.failed(error);
        if (wanted.signal.aborted) break;
      }
    }
    const settled = ballot.settle();
    if (settled !== undefined && survey.whole === undefined) {
      return { record: settled, doubtful: heard < this.options.endpoints.length };
    }
    const troubles = failures.map(({ error }) => error);
    throw chainUnavailable([...ballot.disagreement(), ...survey.troubles, ...troubles]);
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

  private readFrom(
    candidate: Candidate,
    { candidates }: Survey,
    { find, signal }: WantedBlock,
  ): Promise<Reading> {
    const others = candidates.filter((other) => other !== candidate);
    const witnesses = others.map(({ report }) => report.node);
    const view = async (node: ChainNode) => viewOf(node, candidate, await find(candidate));
    return this.blocks.read(candidate, view, signal, witnesses);
  }

  private report({ code, endpoint, message }: RpcCallError): void {
    publishRefusal({ endpoint, code });
    this.logger.warn(`A snapshot was not read: ${code}, ${message}`);
  }
}

function isBlamed(error: RpcCallError, { endpoint }: Candidate, { past }: WantedBlock): boolean {
  return error.endpoint === endpoint.name && (!past || error.code === 'WRONG_CHAIN');
}

/** The probe has asked who executed the finalized head; other blocks have their own. */
async function viewOf(
  node: ChainNode,
  { report }: Candidate,
  block: BlockReference,
): Promise<BlockView> {
  const known = block.hash === report.finalized.hash;
  const executor = known ? report.executor : await executorAt(node, block.hash);
  return { block, executor, source: node };
}
