import { describe, expect, it } from '@jest/globals';
import { CutOffError, ProblemError } from '../api/ask.js';
import type { LiveMessage, Snapshot } from '../api/types.js';
import { NOTHING_KNOWN, withFailure, withMessage, withSnapshot } from './chain-state.js';

const VERIFIED = '2026-01-01T00:00:00.000Z';

function snapshotOf(block: number, genesisHash = '0x01'): Snapshot {
  return {
    network: { name: 'Dev', specName: 'g1', specVersion: 1, genesisHash, development: false },
    block: { number: block, hash: `0x${block}`, finalized: true },
    counts: { wotSize: 7224 },
    amounts: {},
    unavailable: [],
    freshness: {
      state: 'fresh',
      fetchedAt: VERIFIED,
      expiresAt: null,
      ageSeconds: 0,
      tier: 'memory',
      reason: null,
    },
  };
}

const known = withSnapshot(NOTHING_KNOWN, snapshotOf(7));

function freshness(state: 'fresh' | 'stale' | 'unavailable', reason: string | null) {
  return { v: 1, type: 'freshness', data: { state, reason, block: 7, fetchedAt: null } } as const;
}

describe('what the page knows', () => {
  it('is as fresh as the snapshot says', () => {
    expect(known).toMatchObject({ standing: 'fresh', reason: null, verifiedAt: VERIFIED });
  });

  it('never goes back to an earlier block of the chain, but follows to another chain', () => {
    expect(withSnapshot(known, snapshotOf(6))).toBe(known);
    expect(withSnapshot(known, snapshotOf(6, '0x02')).snapshot?.block.number).toBe(6);
  });

  it('keeps stale numbers, says why, and since when', () => {
    const stale = withMessage(known, freshness('stale', 'CHAIN_UNREACHABLE'));
    expect(stale).toMatchObject({
      standing: 'stale',
      reason: 'CHAIN_UNREACHABLE',
      verifiedAt: VERIFIED,
      snapshot: known.snapshot,
    });
  });

  it('shows no number that is unavailable', () => {
    const pushed = withMessage(known, freshness('unavailable', 'CHAIN_UNAVAILABLE'));
    const asked = withFailure(known, new ProblemError('CHAIN_UNAVAILABLE', 503, '', null));
    for (const state of [pushed, asked]) {
      expect(state).toMatchObject({ standing: 'unavailable', snapshot: null });
    }
  });

  it('is not vouched for when nobody answers, and not changed when asking too often', () => {
    const cutOff = withFailure(known, new CutOffError('nothing answered'));
    expect(cutOff).toMatchObject({ standing: 'cut-off', snapshot: known.snapshot });
    expect(withFailure(known, new ProblemError('RATE_LIMITED', 429, '', 3))).toBe(known);
  });

  it('is not changed by messages of which it knows nothing', () => {
    const unheardOf = { v: 1, type: 'weather', data: { state: 'rain' } } as unknown as LiveMessage;
    expect(withMessage(known, unheardOf)).toBe(known);
  });

  it('is fresh again when it is pushed so', () => {
    const stale = withMessage(known, freshness('stale', 'EXPIRED'));
    expect(withMessage(stale, freshness('fresh', null)).standing).toBe('fresh');
  });
});
