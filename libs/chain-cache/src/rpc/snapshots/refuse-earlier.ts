import type { BlockReference } from '../chain-snapshot.js';
import type { FinalizedHead } from '../client/node-facts.js';
import { RpcCallError } from '../client/rpc-call.error.js';

/** Why a finalized head is not taken: what is served never goes backwards, nor to another fork. */
export function refuseEarlier(
  head: FinalizedHead,
  served: BlockReference,
  endpoint: string,
): RpcCallError | undefined {
  if (head.number > served.number || head.hash === served.hash) return undefined;
  const reason = `its finalized block ${head.number} ${head.hash} is not behind ${served.number} ${served.hash}, which was served`;
  return new RpcCallError('HEAD_REGRESSED', endpoint, reason);
}
