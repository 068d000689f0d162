import type { ChainSnapshot } from 'nestjs-chain-cache';
import { SnapshotRefusedError } from './ballot.errors.js';
import type { FrozenElectorate, Reservation, SnapshotRecord } from './frozen-electorate.js';

/** What the caller puts up with. */
export interface Acceptance {
  readonly acceptStale: boolean;
  readonly acceptIncomplete: boolean;
}

/**
 * The electorate of a ballot: a copy of the snapshot that says for ever what was wrong with it.
 * @throws SnapshotRefusedError for a stale or incomplete one that was not explicitly accepted
 */
export function freezeElectorate(
  snapshot: ChainSnapshot,
  { acceptStale, acceptIncomplete }: Acceptance,
): FrozenElectorate {
  const { block, unavailable, freshness } = snapshot;
  const reservations: Reservation[] = [];
  if (freshness.state === 'stale') {
    if (!acceptStale) throw refused('SNAPSHOT_STALE', block.number, String(freshness.reason));
    reservations.push('SNAPSHOT_STALE');
  }
  if (unavailable.length > 0) {
    const names = unavailable.map(({ name }) => name).join(', ');
    if (!acceptIncomplete) throw refused('SNAPSHOT_INCOMPLETE', block.number, `without ${names}`);
    reservations.push('SNAPSHOT_INCOMPLETE');
  }
  return { ...copySnapshot(snapshot), reservations };
}

/** Field by field, so that what is frozen does not depend on what else a snapshot may carry. */
export function copySnapshot(snapshot: ChainSnapshot): SnapshotRecord {
  const { network, block, counts, amounts, unavailable, endpoint, freshness } = snapshot;
  const { name, specName, specVersion, genesisHash, development } = network;
  return {
    network: { name, specName, specVersion, genesisHash, development },
    block: { number: block.number, hash: block.hash, finalized: block.finalized },
    counts: { ...counts },
    amounts: { ...amounts },
    unavailable: unavailable.map(({ name, reason }) => ({ name, reason })),
    provenance: {
      endpoint,
      fetchedAt: freshness.fetchedAt,
      state: freshness.state,
      reason: freshness.reason,
    },
  };
}

const ACCEPTED_BY = {
  SNAPSHOT_STALE: 'acceptStale',
  SNAPSHOT_INCOMPLETE: 'acceptIncomplete',
} as const satisfies Record<Reservation, keyof Acceptance>;

function refused(reservation: Reservation, block: number, why: string): SnapshotRefusedError {
  return new SnapshotRefusedError(
    reservation,
    `the snapshot of block ${block} is not one to vote on (${why}); ` +
      `${ACCEPTED_BY[reservation]}: true opens on it all the same, and marks the ballot for ever`,
  );
}
