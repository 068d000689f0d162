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
  /** Best first: healthy before lagging, those without a late failure first, then as configured. */
  readonly candidates: readonly Candidate[];
  /** What is wrong with what even the best of them can give; `null`: nothing. */
  readonly caveat: 'FINALITY_STALLED' | 'NODE_LAGGING' | null;
  readonly troubles: readonly RpcCallError[];
}

type Bounds = Pick<
  RpcOptions,
  'quorum' | 'maxTrailingBlocks' | 'maxFinalityLagBlocks' | 'finalityTimeoutSeconds'
>;

/** Judges what endpoints say of themselves, each by itself and against the others. */
export class Surveyor {
  constructor(
    private readonly bounds: Bounds,
    private readonly finality: FinalityWatch,
  ) {}

  /** @param genesisHash the chain that is meant; undefined: that of the first one that answered */
  judge(probes: readonly Probe[], genesisHash: string | undefined): Survey {
    const answered = probes.filter(isCandidate);
    const meant = genesisHash ?? answered[0]?.report.identity.genesisHash ?? '';
    for (const candidate of answered) refuseOtherChain(candidate, meant);
    const ours = answered.filter(({ report }) => report.identity.genesisHash === meant);
    const height = this.commonHeight(ours);
    for (const candidate of ours) this.judgeHealth(candidate, height);
    const candidates = ours.filter(isReadable).toSorted((a, b) => rank(a) - rank(b));
    return {
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

  private caveat(candidates: readonly Candidate[], chain: string): Survey['caveat'] {
    const [best] = candidates;
    if (best === undefined) return null;
    const { finalized, bestNumber } = best.report;
    const lag = bestNumber - finalized.number;
    const seconds = this.finality.observe(chain, finalized.number);
    const { maxFinalityLagBlocks, finalityTimeoutSeconds } = this.bounds;
    if (lag > maxFinalityLagBlocks || seconds > finalityTimeoutSeconds) return 'FINALITY_STALLED';
    return best.endpoint.status.state === 'lagging' ? 'NODE_LAGGING' : null;
  }
}

/** What has failed since it was asked counts as failed. */
function isCandidate(probe: Probe): probe is Candidate {
  return probe.report !== undefined && probe.endpoint.resting === undefined;
}

function refuseOtherChain({ endpoint, report }: Candidate, meant: string): void {
  const { genesisHash } = report.identity;
  if (genesisHash === meant) return;
  const reason = `it is on the chain ${genesisHash}, not on ${meant}`;
  endpoint.failed(new RpcCallError('WRONG_CHAIN', endpoint.name, reason));
}

function isReadable({ endpoint }: Candidate): boolean {
  return endpoint.status.state !== 'syncing';
}

/** Hysteresis: what failed lately is asked after what did not, whatever the configured order. */
function rank({ endpoint }: Candidate): number {
  if (endpoint.status.state === 'lagging') return 2;
  return endpoint.onProbation ? 1 : 0;
}
