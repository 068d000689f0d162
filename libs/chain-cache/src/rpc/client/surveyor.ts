import type { RpcOptions } from '../rpc.options.js';
import type { Endpoint } from './endpoint.js';
import type { FinalityWatch } from './finality-watch.js';
import type { NodeReport } from './node-link.js';
import { RpcCallError } from './rpc-call.error.js';

/** An endpoint that was asked, and what it said; undefined: it failed. */
export interface Probe {
  readonly endpoint: Endpoint;
  readonly report: NodeReport | undefined;
  /** Whether it is still to answer: what it said before speaks for or against others, no more. */
  readonly late: boolean;
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
  /**
   * Whose finalized head is the one to serve: the best one's; with a quorum, the newest that so many
   * have. Undefined: fewer can be read.
   */
  readonly head: Candidate | undefined;
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
export const APART_BLOCKS = 2;

/** Where an endpoint was by one of its reports. */
interface Place {
  readonly report: NodeReport;
  readonly isBehind: boolean;
  /** Behind by two reports in a row, so that none that is now here, now there, flaps. */
  readonly isApart: boolean;
}

/**
 * An endpoint whose finalized head is so far beyond what all others hold to be the head of the
 * chain is not believed: its number would stand in the way of every true one to come.
 */
export const IMPLAUSIBLE_LEAD_BLOCKS = 1000;

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

  constructor(
    private readonly bounds: Bounds,
    private readonly finality: FinalityWatch,
  ) {}

  /**
   * @param genesisHash the chain that is meant; undefined: the first one that a quorum is on, else
   * that of the first one that answered
   */
  judge(probes: readonly Probe[], genesisHash: string | undefined): Survey {
    const answered = probes.filter(isCandidate);
    const meant = genesisHash ?? this.likelyChain(answered);
    if (meant === undefined) return this.undecided(probes, answered);
    for (const candidate of answered) refuseOtherChain(candidate, meant);
    const same = answered.filter(({ report }) => report.identity.genesisHash === meant);
    const ours = this.withoutFarAhead(same);
    const height = this.credibleHeight(ours);
    const judged = ours
      .filter(({ late }) => !late)
      .map((candidate) => this.judged(candidate, height, meant));
    const readable = judged
      .filter(({ candidate }) => isReadable(candidate))
      .toSorted((one, other) => one.rank - other.rank);
    const { quorum } = this.bounds;
    const candidates = readable.map(({ candidate }) => candidate);
    return {
      genesisHash: meant,
      candidates,
      head: quorum === 1 ? candidates[0] : newestFirst(candidates)[quorum - 1],
      // As many as must agree would be read.
      caveat: caveatOf(readable.slice(0, quorum)) ?? this.contradicted(probes, ours),
      troubles: probes.flatMap(({ endpoint }) => endpoint.trouble ?? []),
    };
  }

  /** Hysteresis: what failed lately is asked after what did not, whatever the configured order. */
  private judged(candidate: Candidate, height: number, chain: string): Judged {
    const { endpoint } = candidate;
    this.judgeHealth(candidate, height);
    const isApart = this.isApart(candidate, height);
    const isStalled = this.isStalled(candidate, chain);
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

  /** Undefined: they are on several chains, and on none of them are as many as must agree. */
  private likelyChain(answered: readonly Candidate[]): string | undefined {
    const chains = answered.map(({ report }) => report.identity.genesisHash);
    const many = (chain: string) => chains.filter((other) => other === chain).length;
    const { quorum } = this.bounds;
    return chains.find((chain) => many(chain) >= quorum || many(chain) === chains.length);
  }

  /** Nobody is to blame while it is not known which chain is meant. */
  private undecided(probes: readonly Probe[], answered: readonly Candidate[]): Survey {
    const said = answered.map(({ endpoint: { name }, report: { identity } }) => {
      const reason = `it is on the chain ${identity.genesisHash}; ${this.bounds.quorum} must be on one`;
      return new RpcCallError('QUORUM_NOT_REACHED', name, reason);
    });
    const troubles = probes.flatMap(({ endpoint }) => endpoint.trouble ?? []);
    return {
      genesisHash: undefined,
      candidates: [],
      head: undefined,
      caveat: null,
      troubles: [...said, ...troubles],
    };
  }

  /** Those who say that they are well, and know of no head near another's, speak against it. */
  private withoutFarAhead(candidates: readonly Candidate[]): readonly Candidate[] {
    return candidates.filter((candidate) => {
      const { endpoint, report } = candidate;
      const heads = candidates.flatMap((other) =>
        other === candidate || this.isOut(other) ? [] : other.report.bestNumber,
      );
      const lead = report.finalized.number - Math.max(...heads);
      if (heads.length === 0 || lead <= IMPLAUSIBLE_LEAD_BLOCKS) return true;
      const reason = `its finalized head is ${lead} blocks beyond the head that any other knows of`;
      endpoint.failed(new RpcCallError('HEAD_IMPLAUSIBLE', endpoint.name, reason));
      return false;
    });
  }

  /**
   * One is not believed for being far ahead, and the only one to speak against it was not yet seen to
   * go on: it may be that one which has stood for long.
   */
  private contradicted(probes: readonly Probe[], ours: readonly Candidate[]): Survey['caveat'] {
    const accused = probes.some(({ endpoint }) => endpoint.trouble?.code === 'HEAD_IMPLAUSIBLE');
    const proven = ours.length > 1 || ours.some((one) => this.finality.hasRisen(one.endpoint.name));
    return accused && !proven ? 'NODE_LAGGING' : null;
  }

  /** Who was behind before, or has stood for long, knows nothing of the chain's head. */
  private isOut(candidate: Candidate): boolean {
    const { endpoint, report } = candidate;
    if (isUnwell(candidate) || endpoint.status.state === 'lagging') return true;
    return this.isStalled(candidate, report.identity.genesisHash);
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

  private isStalled({ endpoint, report }: Candidate, chain: string): boolean {
    const { bestNumber, finalized } = report;
    const stoodSeconds = this.finality.observe(endpoint.name, chain, finalized.number);
    const { maxFinalityLagBlocks, finalityTimeoutSeconds } = this.bounds;
    return (
      bestNumber - finalized.number > maxFinalityLagBlocks || stoodSeconds > finalityTimeoutSeconds
    );
  }
}

function newestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.report.finalized.number - a.report.finalized.number);
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

function isUnwell({ report: { health } }: Candidate): boolean {
  return health.isSyncing || (health.shouldHavePeers && health.peers === 0);
}

function isReadable({ endpoint }: Candidate): boolean {
  return endpoint.status.state !== 'syncing';
}

function caveatOf(judged: readonly Judged[]): Survey['caveat'] {
  if (judged.some(({ isStalled }) => isStalled)) return 'FINALITY_STALLED';
  return judged.some(({ isLagging }) => isLagging) ? 'NODE_LAGGING' : null;
}
