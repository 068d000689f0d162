/** Which chain a node is on. */
export interface ChainIdentity {
  /** 0x-prefixed. */
  readonly genesisHash: string;
  readonly name: string;
  readonly development: boolean;
}

export interface NodeHealth {
  readonly isSyncing: boolean;
  readonly peers: number;
  readonly shouldHavePeers: boolean;
}

/** Which runtime it is. */
export interface RuntimeId {
  readonly specName: string;
  readonly specVersion: number;
  /** Hash of the runtime's code: one version may have been built twice. `null`: not told. */
  readonly codeHash: string | null;
}

/** The newest block that a node holds to be final. */
export interface FinalizedHead {
  readonly number: number;
  readonly hash: string;
}
