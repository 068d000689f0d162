import type { FinalizedHead } from '../client/node-facts.js';

/** A finalized head, as far as a node tells of it. */
export interface FollowedHead extends FinalizedHead {
  /** Whether it is known that code came with this block, or with one that was passed over. */
  readonly newCode: boolean;
}

/** Where finalized heads come from. Two implementations: pushed by the node, and asked for. */
export interface HeadSource {
  /**
   * The newest head that was not given yet: what came in between is passed over.
   * @returns undefined when none comes within so many milliseconds
   * @throws RpcCallError when none can come any more; the signal's reason
   */
  next(waitMs: number, signal: AbortSignal): Promise<FollowedHead | undefined>;
  close(): void;
}
