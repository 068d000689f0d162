/** What keeps many clients, or bad ones, from being everybody's trouble. */
export interface LiveLimits {
  readonly clients: number;
  /** Of an IPv6 address, its /64 network counts. */
  readonly clientsPerAddress: number;
  readonly attemptsPerMinutePerAddress: number;
  /** How much may wait for one client before it is dropped as too slow. */
  readonly bufferedBytes: number;
  /** Between pings: a peer that answers none is gone before the second one after. */
  readonly heartbeatMs: number;
  /** How long a closing handshake may take. */
  readonly closeTimeoutMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  clients: 5000,
  clientsPerAddress: 50,
  attemptsPerMinutePerAddress: 120,
  bufferedBytes: 262_144,
  heartbeatMs: 30_000,
  closeTimeoutMs: 2000,
};
