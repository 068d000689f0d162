/** What `system_health` answers. */
export interface Health {
  readonly peers: number;
  readonly isSyncing: boolean;
  readonly shouldHavePeers: boolean;
}

/** A chain of one node: nobody to be connected to, nothing to catch up with. */
export const LONE_NODE: Health = { peers: 0, isSyncing: false, shouldHavePeers: false };
