import type { Clock } from '../../common/clock.js';
import type { Endpoint } from './endpoint.js';
import { HeightWatch } from './height-watch.js';
import type { NodeReport } from './node-link.js';
import { RpcCallError } from './rpc-call.error.js';
import type { Candidate } from './survey.js';

/**
 * An endpoint whose finalized head is so far beyond what all others hold to be the head of the
 * chain is not believed: its number would stand in the way of every true one to come.
 */
export const IMPLAUSIBLE_LEAD_BLOCKS = 1000;

/** Judges finalized heads against what the other endpoints know, and against their own course. */
export class HeadPlausibility {
  private readonly heads: HeightWatch;
  private readonly accused = new Set<Endpoint>();
  /** What was taken note of last. */
  private readonly noted = new Map<Endpoint, NodeReport>();

  /** @param finality takes note of the finalized heads that are believed, and of no others */
  constructor(
    private readonly finality: HeightWatch,
    clock: Clock,
    timeoutSeconds: number,
  ) {
    this.heads = new HeightWatch(clock, timeoutSeconds);
  }

  /** Those whose finalized heads are believed. The others are told off. */
  believed(candidates: readonly Candidate[]): readonly Candidate[] {
    const news = candidates.filter(({ endpoint, report }) => this.noted.get(endpoint) !== report);
    for (const { endpoint, report } of news) {
      this.noted.set(endpoint, report);
      this.heads.observe(endpoint.name, report.identity.genesisHash, report.bestNumber);
    }
    const believed = candidates.filter((candidate) => this.isBelieved(candidate, candidates));
    for (const { endpoint, report } of believed.filter((one) => news.includes(one))) {
      this.finality.observe(endpoint.name, report.identity.genesisHash, report.finalized.number);
    }
    return believed;
  }

  /**
   * Whether one was not believed, and the only one to speak against it was not yet seen to go on: it
   * may be that one which has stood for long.
   */
  isInDoubt(believed: readonly Candidate[]): boolean {
    const well = believed.filter(isWell);
    const proven = well.some(({ endpoint }) => this.finality.hasRisen(endpoint.name));
    return this.accused.size > 0 && well.length < 2 && !proven;
  }

  private isBelieved(candidate: Candidate, all: readonly Candidate[]): boolean {
    const { endpoint } = candidate;
    const others = all.filter((other) => other !== candidate && isWell(other));
    const heads = others.map(({ report }) => report.bestNumber);
    const lead = candidate.report.finalized.number - Math.max(...heads);
    if (lead <= IMPLAUSIBLE_LEAD_BLOCKS || this.isPlausible(candidate, others)) {
      this.accused.delete(endpoint);
      return true;
    }
    this.accused.add(endpoint);
    const reason = `its finalized head is ${lead} blocks beyond the head that any other knows of`;
    endpoint.failed(new RpcCallError('HEAD_IMPLAUSIBLE', endpoint.name, reason));
    return false;
  }

  /**
   * Those who say that they are well speak against one that is far ahead: unless it was seen to get
   * there by and by; or, where it was not seen before, they have stood for long.
   */
  private isPlausible({ endpoint, report }: Candidate, others: readonly Candidate[]): boolean {
    const { finalized, identity } = report;
    const leap = this.finality.leap(endpoint.name, identity.genesisHash, finalized.number);
    if (leap !== undefined && others.length > 0) return leap <= IMPLAUSIBLE_LEAD_BLOCKS;
    return others.every((other) => this.heads.hasStood(other.endpoint.name));
  }
}

function isWell({ report: { health } }: Candidate): boolean {
  return !health.isSyncing && !(health.shouldHavePeers && health.peers === 0);
}
