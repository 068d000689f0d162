/**
 * - `idle`: not needed yet
 * - `connecting`: its first answers are awaited
 * - `healthy`: what it says can be used
 * - `lagging`: its finalized head trails the best endpoint's, or it has no peers
 * - `syncing`: it says itself that it is behind
 * - `wrong-chain`: its genesis is not the one that is meant
 * - `failing`: unreachable, silent or busy; tried again before long
 * - `quarantined`: its answers made no sense; left alone for longer
 */
export type EndpointState =
  | 'idle'
  | 'connecting'
  | 'healthy'
  | 'lagging'
  | 'syncing'
  | 'wrong-chain'
  | 'failing'
  | 'quarantined';

/** What is known of an endpoint in this process. */
export interface EndpointStatus {
  /** Scheme, host and port: credentials, path and query are never shown. */
  readonly endpoint: string;
  readonly state: EndpointState;
  /** Stable code of the trouble; `null` when there is none. */
  readonly code: string | null;
  /** The trouble in words; `null` when there is none. */
  readonly reason: string | null;
  /** Since when it is in this state (ISO 8601, this process' clock). */
  readonly since: string;
  /** How long its last answer took; `null` before the first. */
  readonly latencyMs: number | null;
  readonly finalizedHeight: number | null;
}
