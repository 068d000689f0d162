import { describe, expect, it } from '@jest/globals';
import type { ChainSnapshot, Freshness } from 'nestjs-chain-cache';
import { SnapshotAnswers } from './snapshot-answers.js';

const FRESH: Freshness = {
  state: 'fresh',
  fetchedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T01:00:00.000Z',
  ageSeconds: 1,
  tier: 'memory',
  reason: null,
};

function snapshotOf(smithSize: number, block: number): ChainSnapshot {
  return {
    network: {
      name: 'Dev',
      specName: 'g1',
      specVersion: 1100,
      genesisHash: '0x01',
      development: true,
    },
    block: { number: block, hash: `0x${block}`, finalized: true },
    counts: { smithSize },
    amounts: { monetaryMass: '8234567890' },
    unavailable: [{ name: 'techCommSize', reason: 'not in this runtime' }],
    endpoint: 'ws://node',
    freshness: FRESH,
  };
}

/** Its members from the last one on. */
function reverse<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).toReversed()) as T;
}

describe('SnapshotAnswers', () => {
  it('writes the snapshot with the freshness of this very request', () => {
    const answers = new SnapshotAnswers({ cacheGraceSeconds: 600, chainFollow: true });
    const snapshot = snapshotOf(20, 7);
    answers.answer(snapshot);
    const later = { ...snapshot, freshness: { ...FRESH, ageSeconds: 2.5 } };
    const { endpoint, ...shown } = later;
    expect(JSON.parse(answers.answer(later).body)).toEqual(shown);
    expect(endpoint).toBe('ws://node');
  });

  it('has one validator for the same values, whatever block confirmed them', () => {
    const answers = new SnapshotAnswers({ cacheGraceSeconds: 600, chainFollow: true });
    expect(answers.answer(snapshotOf(20, 8)).etag).toBe(answers.answer(snapshotOf(20, 7)).etag);
  });

  it('writes the same text whatever order the members came in', () => {
    const snapshot = { ...snapshotOf(20, 7), counts: { wotSize: 7224, smithSize: 20 } };
    const { network, block, counts } = snapshot;
    const reversed = {
      ...snapshot,
      network: reverse(network),
      block: reverse(block),
      counts: reverse(counts),
    };
    const answers = new SnapshotAnswers({ cacheGraceSeconds: 600, chainFollow: true });
    const [one, other] = [answers.answer(snapshot), answers.answer(reversed)];
    expect(other.etag).toBe(one.etag);
    expect(other.body.split('"counts"')[0]).toBe(one.body.split('"counts"')[0]);
  });

  it('has another validator when a value or the freshness changes', () => {
    const answers = new SnapshotAnswers({ cacheGraceSeconds: 600, chainFollow: true });
    const snapshot = snapshotOf(20, 7);
    const { etag } = answers.answer(snapshot);
    const stale = { ...snapshot, freshness: { ...FRESH, state: 'stale' as const } };
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(answers.answer(snapshotOf(0, 7)).etag).not.toBe(etag);
    expect(answers.answer(stale).etag).not.toBe(etag);
  });
});
