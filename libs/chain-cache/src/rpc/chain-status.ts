import type { NetworkIdentity } from './chain-snapshot.js';
import type { EndpointStatus } from './client/endpoint-status.js';

/** How the chain stands, as this process sees it. */
export interface ChainStatus {
  /** `null`: no endpoint has said so, and no snapshot is kept. */
  readonly network: NetworkIdentity | null;
  /** `null` while no endpoint can be read. */
  readonly finalized: { readonly number: number; readonly hash: string } | null;
  readonly best: { readonly number: number } | null;
  /** By how many blocks finality is behind the head. */
  readonly finalityLagBlocks: number | null;
  /** What is wrong, as a stable code such as `CHAIN_UNREACHABLE`; `null`: nothing. */
  readonly reason: string | null;
  readonly endpoints: readonly EndpointStatus[];
}
