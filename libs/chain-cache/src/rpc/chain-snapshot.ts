/** The chain that a snapshot was read from. */
export interface NetworkIdentity {
  /** As the node calls it (`system_chain`). */
  readonly name: string;
  readonly specName: string;
  readonly specVersion: number;
  /** 0x-prefixed hash of block 0: what tells one chain from another. */
  readonly genesisHash: string;
  /** Whether the node calls itself a development chain (`system_chainType`). */
  readonly development: boolean;
}

/** A finalized block. */
export interface BlockReference {
  readonly number: number;
  /** 0x-prefixed. */
  readonly hash: string;
  readonly finalized: true;
}

/** A count that this runtime does not have, or that could not be decoded. Never a 0. */
export interface UnavailableCount {
  readonly name: string;
  readonly reason: string;
}

/** How far an answer can be relied on. */
export interface Freshness {
  readonly state: 'fresh' | 'stale';
  /** When the values were last verified against the chain (ISO 8601, the database's clock). */
  readonly fetchedAt: string;
  /** When they stop being fresh (ISO 8601); `null`: never. */
  readonly expiresAt: string | null;
  /** Seconds since `fetchedAt`. */
  readonly ageSeconds: number;
  readonly tier: 'memory' | 'postgres' | 'chain';
  /** Why it is stale, as a stable code such as `CHAIN_UNREACHABLE`; `null` while fresh. */
  readonly reason: string | null;
}

/** What was read: every count at one finalized block, as it is kept in the cache. */
export interface SnapshotRecord {
  readonly network: NetworkIdentity;
  readonly block: BlockReference;
  /** By name; whole numbers of 0 or more. */
  readonly counts: Readonly<Record<string, number>>;
  /** By name; decimal strings, since they may exceed what a number holds exactly. */
  readonly amounts: Readonly<Record<string, string>>;
  readonly unavailable: readonly UnavailableCount[];
  /** The endpoint that answered, without credentials, path or query. */
  readonly endpoint: string;
}

/** A snapshot and how far it can be relied on. */
export interface ChainSnapshot extends SnapshotRecord {
  readonly freshness: Freshness;
}

/** One count of a snapshot. */
export interface CountReading {
  readonly name: string;
  /** A whole number of 0 or more; of an amount, a decimal string. */
  readonly value: number | string;
  readonly network: NetworkIdentity;
  readonly block: BlockReference;
  readonly freshness: Freshness;
}
