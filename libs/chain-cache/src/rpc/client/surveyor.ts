import type { Clock } from '../../common/clock.js';
import type { RpcOptions } from '../rpc.options.js';
import { likelyChain, refuseOtherChain, undecided } from './chain-choice.js';
import type { Endpoint } from './endpoint.js';
import { HeadPlausibility } from './head-plausibility.js';
import { HeightWatch } from './height-watch.js';
import type { NodeReport } from './node-link.js';
import { RpcCallError } from './rpc-call.error.js';
import type { Candidate, Probe, Survey } from './survey.js';

type Bounds = Pick<
  RpcOptions,
  'quorum' | 'maxTrailingBlocks' | 'maxFinalityLagBlocks' | 'finalityTimeoutSeconds'
>;

/** Nodes of one chain are a block or two apart; who is further behind is read after them. */
export const APART_BLOCKS = 2;

/** Where an endpoint was by one of its reports. */
interface Place {
  readonly report: NodeReport;
  readonly isBehind: boolean;
  /** Behind by two reports in a row, so that none that is now here, now there, flaps. */
  readonly isApart: boolean;
}

/** What is thought of an endpoint. */
interface Judged {
  readonly candidate: Candidate;
  readonly isStalled: boolean;
  readonly isLagging: boolean;
  /** 0 is best. */
  readonly rank: number;
}

/** Judges what endpoints say of themselves, each by itself and against the others. */
export class Surveyor {
  private readonly places = new Map<Endpoint, Place>();
  private readonly finality: HeightWatch;
  private readonly plausibility: HeadPlausibility;

  constructor(
    private readonly bounds: Bounds,
    clock: Clock,
  ) {
    this.finality = new HeightWatch(clock, bounds.finalityTimeoutSeconds);
    this.plausibility = new HeadPlausibility(this.finality, clock, bounds.finalityTimeoutSeconds);
  }

  /**
   * @param genesisHash the chain that is meant; undefined: that is to be found out
   */
  judge(probes: readonly Probe[], genesisHash: string | undefined): Survey {
    const answered = probes.filter(isCandidate);
    const { quorum } = this.bounds;
    const meant = genesisHash ?? likelyChain(answered, quorum);
    if (meant === undefined) return undecided(probes, answered, quorum);
    for (const candidate of answered) refuseOtherChain(candidate, meant);
    const same = answered.filter(({ report }) => report.identity.genesisHash === meant);
    const ours = this.plausibility.believed(same);
    const height = this.credibleHeight(ours);
    const judged = ours
      .filter(({ late }) => !late)
      .map((candidate) => this.judged(candidate, height));
    const readable = judged
      .filter(({ candidate }) => isReadable(candidate))
      .toSorted((one, other) => one.rank - other.rank);
    const candidates = readable.map(({ candidate }) => candidate);
    return {
      genesisHash: meant,
      candidates,
      head: quorum === 1 ? candidates[0] : newestFirst(candidates)[quorum - 1],
      // As many as must agree would be read.
      caveat:
        caveatOf(readable.slice(0, quorum)) ??
        (this.plausibility.isInDoubt(ours) ? 'NODE_LAGGING' : null),
      troubles: probes.flatMap(({ endpoint }) => endpoint.trouble ?? []),
    };
  }

  /** Hysteresis: what failed lately is asked after what did not, whatever the configured order. */
  private judged(candidate: Candidate, height: number): Judged {
    const { endpoint } = candidate;
    this.judgeHealth(candidate, height);
    const isApart = this.isApart(candidate, height);
    const isStalled = this.isStalled(candidate);
    const isLagging = endpoint.status.state === 'lagging';
    const rank = isStalled || isLagging ? 3 : isApart ? 2 : endpoint.onProbation ? 1 : 0;
    return { candidate, isStalled, isLagging, rank };
  }

  private judgeHealth({ endpoint, report }: Candidate, height: number): void {
    const ailment = this.ailment(report, height);
    if (ailment === undefined) return endpoint.judged('healthy');
    const [code, reason] = ailment;
    const state = code === 'NODE_SYNCING' ? 'syncing' : 'lagging';
    endpoint.judged(state, new RpcCallError(code, endpoint.name, reason));
  }

  private ailment(
    { health, finalized }: NodeReport,
    height: number,
  ): readonly ['NODE_SYNCING' | 'NODE_LAGGING', string] | undefined {
    if (health.isSyncing) return ['NODE_SYNCING', 'the node is syncing'];
    if (health.shouldHavePeers && health.peers === 0) return ['NODE_LAGGING', 'it has no peers'];
    const trailing = height - finalized.number;
    if (trailing <= this.bounds.maxTrailingBlocks) return undefined;
    return ['NODE_LAGGING', `its finalized head trails the best by ${trailing} blocks`];
  }

  /**
   * The highest finalized block that as many have as must agree, or as can't all be wrong where so
   * many must be right: fewer can't make the others lag.
   */
  private credibleHeight(candidates: readonly Candidate[]): number {
    const { quorum } = this.bounds;
    const many = Math.min(quorum, Math.max(1, candidates.length - quorum + 1));
    return newestFirst(candidates)[many - 1]?.report.finalized.number ?? 0;
  }

  private isApart({ endpoint, report }: Candidate, height: number): boolean {
    const before = this.places.get(endpoint);
    if (before?.report === report) return before.isApart;
    const isBehind = height - report.finalized.number > APART_BLOCKS;
    const isApart = isBehind && before?.isBehind !== false;
    this.places.set(endpoint, { report, isBehind, isApart });
    return isApart;
  }

  private isStalled(candidate: Candidate): boolean {
    const { bestNumber, finalized } = candidate.report;
    const isBehind = bestNumber - finalized.number > this.bounds.maxFinalityLagBlocks;
    return isBehind || this.finality.hasStood(candidate.endpoint.name);
  }
}

function newestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.report.finalized.number - a.report.finalized.number);
}

/** What has failed since it was asked counts as failed. */
function isCandidate(probe: Probe): probe is Candidate {
  return probe.report !== undefined && probe.endpoint.resting === undefined;
}

function isReadable({ endpoint }: Candidate): boolean {
  return endpoint.status.state !== 'syncing';
}

function caveatOf(judged: readonly Judged[]): Survey['caveat'] {
  if (judged.some(({ isStalled }) => isStalled)) return 'FINALITY_STALLED';
  return judged.some(({ isLagging }) => isLagging) ? 'NODE_LAGGING' : null;
}
