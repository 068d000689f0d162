import type { Endpoint } from './endpoint.js';
import type { NodeReport } from './node-link.js';
import type { RpcCallError } from './rpc-call.error.js';

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
