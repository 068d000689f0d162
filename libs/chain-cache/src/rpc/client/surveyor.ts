import type { RpcOptions } from '../rpc.options.js';
import type { Endpoint } from './endpoint.js';
import type { FinalityWatch } from './finality-watch.js';
import type { NodeReport } from './node-link.js';
import { RpcCallError } from './rpc-call.error.js';

/** An endpoint that was asked, and what it said; undefined: it failed. */
export interface Probe {
  readonly endpoint: Endpoint;
  readonly report: NodeReport | undefined;
}

/** An endpoint that can be read from, and what it said of itself. */
export interface Candidate extends Probe {
  readonly report: NodeReport;
}

/** What all endpoints together say. */
export interface Survey {
  /** The chain that is meant; undefined: none was named, and nobody has answered. */
  readonly genesisHash: string | undefined;
  /**
   * Best first: healthy before lagging, those at the head before those some blocks behind, those
   * without a late failure first, then as configured.
   */
  readonly candidates: readonly Candidate[];
  /** What is wrong with what even the best of them can give; `null`: nothing. */
  readonly caveat: 'FINALITY_STALLED' | 'NODE_LAGGING' | null;
  readonly troubles: readonly RpcCallError[];
  /** The same with those who were still to answer; undefined: nobody was. */
  readonly whole?: Promise<Survey>;
}

type Bounds = Pick<
  RpcOptions,
  'quorum' | 'maxTrailingBlocks' | 'maxFinalityLagBlocks' | 'finalityTimeoutSeconds'
>;

/** Nodes of one chain are a block or two apart; who is further behind is read after them. */
const APART_BLOCKS = 2;

/**
 * An endpoint whose finalized head is so far beyond what all others hold to be the head of the
 * chain is not believed: its number would stand in the way of every true one to come.
 */
export const IMPLAUSIBLE_LEAD_BLOCKS = 1000;

/** Judges what endpoints say of themselves, each by itself and against the others. */
export class Surveyor {
  constructor(
    private readonly bounds: Bounds,
    private readonly finality: FinalityWatch,
  ) {}

  /** @param genesisHash the chain that is meant; undefined: that of the first one that answered */
  judge(probes: readonly Probe[], genesisHash: string | undefined): Survey {
    const answered = probes.filter(isCandidate);
    const meant = genesisHash ?? answered[0]?.report.identity.genesisHash;
    for (const candidate of answered) refuseOtherChain(candidate, meant);
    const same = answered.filter(({ report }) => report.identity.genesisHash === meant);
    const ours = withoutFarAhead(same);
    const height = this.commonHeight(ours);
    for (const candidate of ours) this.judgeHealth(candidate, height);
    const rankOf = (candidate: Candidate): number => rank(candidate, height);
    const candidates = ours.filter(isReadable).toSorted((a, b) => rankOf(a) - rankOf(b));
    return {
      genesisHash: meant,
      candidates,
      caveat: this.caveat(candidates, meant),
      troubles: probes.flatMap(({ endpoint }) => endpoint.trouble ?? []),
    };
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

  /** The highest finalized block that a quorum has: one endpoint alone can't make others lag. */
  private commonHeight(candidates: readonly Candidate[]): number {
    const heights = candidates
      .map(({ report }) => report.finalized.number)
      .toSorted((a, b) => b - a);
    return heights[Math.min(this.bounds.quorum, heights.length) - 1] ?? 0;
  }

  private caveat(candidates: readonly Candidate[], chain = ''): Survey['caveat'] {
    const stood = candidates.map(({ endpoint, report }) =>
      this.finality.observe(endpoint.name, chain, report.finalized.number),
    );
    const [best] = candidates;
    const [seconds] = stood;
    if (best === undefined || seconds === undefined) return null;
    const lag = best.report.bestNumber - best.report.finalized.number;
    const { maxFinalityLagBlocks, finalityTimeoutSeconds } = this.bounds;
    if (lag > maxFinalityLagBlocks || seconds > finalityTimeoutSeconds) return 'FINALITY_STALLED';
    return best.endpoint.status.state === 'lagging' ? 'NODE_LAGGING' : null;
  }
}

/** What has failed since it was asked counts as failed. */
function isCandidate(probe: Probe): probe is Candidate {
  return probe.report !== undefined && probe.endpoint.resting === undefined;
}

function refuseOtherChain({ endpoint, report }: Candidate, meant: string | undefined): void {
  const { genesisHash } = report.identity;
  if (genesisHash === meant) return;
  const reason = `it is on the chain ${genesisHash}, not on ${meant}`;
  endpoint.failed(new RpcCallError('WRONG_CHAIN', endpoint.name, reason));
}

/** Those who say that they are well, and know of no head near another's, speak against it. */
function withoutFarAhead(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((candidate) => {
    const { endpoint, report } = candidate;
    const heads = candidates.flatMap((other) =>
      other === candidate || isUnwell(other) ? [] : other.report.bestNumber,
    );
    const lead = report.finalized.number - Math.max(...heads);
    if (heads.length === 0 || lead <= IMPLAUSIBLE_LEAD_BLOCKS) return true;
    const reason = `its finalized head is ${lead} blocks beyond the head that any other knows of`;
    endpoint.failed(new RpcCallError('HEAD_IMPLAUSIBLE', endpoint.name, reason));
    return false;
  });
}

function isUnwell({ report: { health } }: Candidate): boolean {
  return health.isSyncing || (health.shouldHavePeers && health.peers === 0);
}

function isReadable({ endpoint }: Candidate): boolean {
  return endpoint.status.state !== 'syncing';
}

/** Hysteresis: what failed lately is asked after what did not, whatever the configured order. */
function rank({ endpoint, report }: Candidate, height: number): number {
  if (endpoint.status.state === 'lagging') return 3;
  if (height - report.finalized.number > APART_BLOCKS) return 2;
  return endpoint.onProbation ? 1 : 0;
}
