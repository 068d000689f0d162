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

/** The age in milliseconds: there is not more in it. */
export function presentFreshness(freshness: Freshness): Freshness {
  return { ...freshness, ageSeconds: Math.round(freshness.ageSeconds * 1000) / 1000 };
}
