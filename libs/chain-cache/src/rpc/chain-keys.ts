import type { RuntimeId } from './client/node-facts.js';

/** Of how plans are written: one that another version of the library has kept is not misread. */
const PLAN_FORM = 2;

/** The same of snapshots of the past. */
const BLOCK_FORM = 2;

/**
 * Where things are kept in the cache. Everything of a chain is below its genesis hash, so that
 * another chain's can never be served for it.
 */
export const chainKeys = {
  /** The chain that is held to. */
  identity: 'chain:identity',
  /** The chain that these endpoints were last seen on. */
  lastSeen: (endpoints: string) => `chain:last-seen:${endpoints}`,
  /** The newest snapshot, by what is read. */
  snapshot: (genesis: string, definitions: string) => `chain:${genesis}:snapshot:${definitions}`,
  /** The snapshot at a finalized block, by its number and by its hash. */
  block: (genesis: string, block: number | string) =>
    `chain:${genesis}:block-${BLOCK_FORM}:${block}`,
  /** Where such a one is read again, if more endpoints must agree on it than when it was kept. */
  review: (genesis: string, block: number | string, quorum: number) =>
    `chain:${genesis}:review-${quorum}:${block}`,
  /** The lease of the one replica that follows the chain. */
  follower: (genesis: string, definitions: string) => `chain:${genesis}:follower:${definitions}`,
  /** By how many endpoints must agree on it, too. */
  metadata: (genesis: string, runtime: RuntimeId, quorum: number) =>
    `chain:${genesis}:metadata-${quorum}:${runtimeKey(runtime)}`,
  plan: (genesis: string, runtime: RuntimeId, definitions: string) =>
    `chain:${genesis}:plan-${PLAN_FORM}:${runtimeKey(runtime)}:${definitions}`,
  /** By the metadata of this endpoint, which nobody may have confirmed. */
  ownPlan: (genesis: string, runtime: RuntimeId, definitions: string, endpoint: string) =>
    `${chainKeys.plan(genesis, runtime, definitions)}:${endpoint}`,
};

function runtimeKey({ specName, specVersion, codeHash }: RuntimeId): string {
  return `${specName}-${specVersion}-${codeHash ?? 'unknown'}`;
}
