import { describe, expect, it } from '@jest/globals';
import type { ChainSnapshot } from 'nestjs-chain-cache';
import { SnapshotRefusedError } from './ballot.errors.js';
import { freezeElectorate } from './freeze.js';

const SNAPSHOT: ChainSnapshot = {
  network: {
    name: 'Dev',
    specName: 'g1',
    specVersion: 1100,
    genesisHash: '0x01',
    development: true,
  },
  block: { number: 7, hash: '0x07', finalized: true },
  counts: { wotSize: 7224, smithSize: 20, techCommSize: 0 },
  amounts: { monetaryMass: '8234567890' },
  unavailable: [],
  endpoint: 'wss://node.example',
  freshness: {
    state: 'fresh',
    fetchedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T01:00:00.000Z',
    ageSeconds: 1.5,
    tier: 'memory',
    reason: null,
  },
};
const STALE: ChainSnapshot = {
  ...SNAPSHOT,
  freshness: { ...SNAPSHOT.freshness, state: 'stale', reason: 'CHAIN_UNREACHABLE' },
};
const INCOMPLETE: ChainSnapshot = {
  ...SNAPSHOT,
  counts: { wotSize: 7224, smithSize: 20 },
  unavailable: [{ name: 'techCommSize', reason: 'not in this runtime' }],
};
const NOTHING = { acceptStale: false, acceptIncomplete: false };
const ALL = { acceptStale: true, acceptIncomplete: true };

describe('freezeElectorate', () => {
  it('copies the snapshot with where it comes from', () => {
    const { endpoint, freshness, ...counted } = SNAPSHOT;
    const { fetchedAt, state, reason } = freshness;
    expect(freezeElectorate(SNAPSHOT, NOTHING)).toEqual({
      ...counted,
      provenance: { endpoint, fetchedAt, state, reason },
      reservations: [],
    });
  });

  it('shares nothing with the snapshot', () => {
    const { counts, amounts } = freezeElectorate(SNAPSHOT, NOTHING);
    expect(counts).not.toBe(SNAPSHOT.counts);
    expect(amounts).not.toBe(SNAPSHOT.amounts);
  });

  it.each([
    ['SNAPSHOT_STALE', STALE, { ...ALL, acceptStale: false }, /7 .*CHAIN_UNREACHABLE.*acceptStale/],
    [
      'SNAPSHOT_INCOMPLETE',
      INCOMPLETE,
      { ...ALL, acceptIncomplete: false },
      /7 .*techCommSize.*acceptIncomplete/,
    ],
  ])('refuses with %s, saying why and how to insist', (code, snapshot, acceptance, message) => {
    expect(() => freezeElectorate(snapshot, acceptance)).toThrow(SnapshotRefusedError);
    expect(() => freezeElectorate(snapshot, acceptance)).toThrow(message);
    expect(() => freezeElectorate(snapshot, acceptance)).toThrow(expect.objectContaining({ code }));
  });

  it('says for ever what was put up with', () => {
    const both = { ...STALE, counts: INCOMPLETE.counts, unavailable: INCOMPLETE.unavailable };
    expect(freezeElectorate(STALE, ALL).reservations).toEqual(['SNAPSHOT_STALE']);
    expect(freezeElectorate(INCOMPLETE, ALL).reservations).toEqual(['SNAPSHOT_INCOMPLETE']);
    expect(freezeElectorate(both, ALL)).toMatchObject({
      provenance: { state: 'stale', reason: 'CHAIN_UNREACHABLE' },
      unavailable: [{ name: 'techCommSize', reason: 'not in this runtime' }],
      reservations: ['SNAPSHOT_STALE', 'SNAPSHOT_INCOMPLETE'],
    });
  });

  it('marks nothing that was put up with and did not occur', () => {
    expect(freezeElectorate(SNAPSHOT, ALL).reservations).toEqual([]);
  });
});
