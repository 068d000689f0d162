import type { BlockReference, ChainSnapshot, Freshness, NetworkIdentity } from 'nestjs-chain-cache';

/**
 * A snapshot as it is answered. Its members are in one order, whichever tier it came from:
 * PostgreSQL gives back those of a jsonb in an order of its own.
 */
export function presentSnapshot(snapshot: ChainSnapshot) {
  const { network, block, counts, amounts, unavailable, freshness } = snapshot;
  return {
    network: presentNetwork(network),
    block: presentBlock(block),
    counts,
    amounts,
    unavailable: unavailable.map(({ name, reason }) => ({ name, reason })),
    freshness: presentFreshness(freshness),
  };
}

export function presentNetwork(network: NetworkIdentity): NetworkIdentity {
  const { name, specName, specVersion, genesisHash, development } = network;
  return { name, specName, specVersion, genesisHash, development };
}

export function presentBlock({ number, hash, finalized }: BlockReference): BlockReference {
  return { number, hash, finalized };
}

/** The age in tenths of a second: whoever asks has been on the way for longer than the rest. */
export function presentFreshness(freshness: Freshness): Freshness {
  const { state, fetchedAt, expiresAt, ageSeconds, tier, reason } = freshness;
  const rounded = Math.round(ageSeconds * 10) / 10;
  return { state, fetchedAt, expiresAt, ageSeconds: rounded, tier, reason };
}
