import { describe, expect, it } from '@jest/globals';
import { type ChainSnapshot, duniterPreset } from 'nestjs-chain-cache';
import { eventually } from './support/eventually.js';
import { type FollowedChain, forEachTest } from './support/followed-chain.js';
import type { FollowReplica } from './support/follow-replica.js';

describe('following', () => {
  let chain: FollowedChain;

  forEachTest((its) => {
    chain = its;
  });

  it('serves a changed count on every replica after the block, as fresh and for a short time', async () => {
    const replicas = [await chain.replica(), await chain.replica()];
    for (const replica of replicas) await chain.servedBy(replica);
    chain.node.set({ members: 7300, smiths: 31, monetaryMass: 9_000_000_000n });
    chain.finalize();
    for (const replica of replicas) {
      const { counts, amounts, freshness } = await chain.servedBy(replica);
      expect(counts).toMatchObject({ wotSize: 7300, smithSize: 31 });
      expect(amounts).toEqual({ monetaryMass: '9000000000' });
      expect(freshness).toMatchObject({ state: 'fresh', reason: null });
      const { fetchedAt, expiresAt } = freshness;
      expect(Date.parse(expiresAt ?? '') - Date.parse(fetchedAt)).toBe(30_000);
    }
  });

  it('says of the chain no earlier block than the one that is served', async () => {
    const replica = await chain.replica();
    await chain.servedBy(replica);
    await replica.counts.chainStatus();
    await chain.finalizeOneByOne(1, replica);
    expect((await replica.counts.chainStatus()).finalized).toEqual(chain.node.finalizedBlock);
  });

  it.each([
    ['one call', null, { chainHead_v1_storage: 10 }],
    [
      'three calls in one round trip where there are no Merkle values',
      { code: -32601, message: 'Method not found' },
      { state_queryStorageAt: 10, state_getKeysPaged: 20 },
    ],
  ])('verifies unchanged counts at each block, by %s', async (_, error, expected) => {
    chain.node.failMethod('chainHead_v1_follow', error);
    const replica = await chain.replica();
    const before = await chain.finalizeOneByOne(3, replica);
    const calls = await chain.callsOf(() => chain.finalizeOneByOne(10, replica));
    expect(calls).toEqual(expected);
    const after = await replica.counts.snapshot();
    expect(after.counts).toEqual(before.counts);
    expect(after.block.number).toBe(before.block.number + 10);
    expect(Date.parse(after.freshness.fetchedAt)).toBeGreaterThan(
      Date.parse(before.freshness.fetchedAt),
    );
  });

  it('needs one call a block without them, too, where no entries of a map are counted', async () => {
    const error = { code: -32601, message: 'Method not found' };
    chain.node.failMethod('chainHead_v1_follow', error);
    const plain = new Set(['wotSize', 'techCommSize', 'identityCount', 'monetaryMass']);
    const definitions = duniterPreset.definitions.filter(({ name }) => plain.has(name));
    const replica = await chain.replica({ preset: { definitions, invariants: [] } });
    await chain.finalizeOneByOne(2, replica);
    const calls = await chain.callsOf(() => chain.finalizeOneByOne(5, replica));
    expect(calls).toEqual({ state_queryStorageAt: 5 });
  });

  it('notices entries that come and go at the block where they do', async () => {
    const replica = await chain.replica();
    await chain.finalizeOneByOne(2, replica);
    for (const smiths of [21, 25, 3, 0, 1]) {
      chain.node.set({ smiths });
      const { counts } = await chain.finalizeOneByOne(1, replica);
      expect(counts['smithSize']).toBe(smiths);
    }
  });

  it('follows a map of more than one page', async () => {
    const replica = await chain.replica();
    const many = { members: 9000, identities: 9000 };
    chain.node.set({ ...many, smiths: 1500 });
    expect((await chain.finalizeOneByOne(1, replica)).counts).toMatchObject({ smithSize: 1500 });
    chain.node.set({ ...many, smiths: 1501 });
    expect((await chain.finalizeOneByOne(1, replica)).counts).toMatchObject({ smithSize: 1501 });
  });

  it('reads the newest block after a gap, and nothing of what it missed', async () => {
    const replica = await chain.replica();
    await chain.finalizeOneByOne(2, replica);
    const calls = await chain.callsOf(async () => {
      await chain.node.stopListening();
      chain.node.set({ members: 7111 });
      chain.finalize(50);
      await chain.node.resumeListening();
      expect((await chain.servedBy(replica)).counts).toMatchObject({ wotSize: 7111 });
    });
    expect(calls['state_queryStorageAt']).toBeLessThan(5);
  });

  it('notices an upgrade of the runtime at its block', async () => {
    const replica = await chain.replica();
    const seen: ChainSnapshot[] = [];
    replica.counts.onSnapshot((snapshot) => seen.push(snapshot));
    await chain.finalizeOneByOne(2, replica);
    chain.node.upgradeRuntime('smith-membership');
    chain.node.set({ smiths: 33 });
    const upgraded = await chain.finalizeOneByOne(1, replica);
    expect(upgraded.network.specVersion).toBe(1101);
    expect(upgraded.counts['smithSize']).toBe(33);
    expect(await chain.finalizeOneByOne(1, replica)).toMatchObject({ counts: { smithSize: 33 } });
    for (const { block, network, counts } of seen) {
      const after = block.number >= upgraded.block.number;
      expect([network.specVersion, counts['smithSize']]).toEqual(after ? [1101, 33] : [1100, 20]);
    }
  });

  it('reads what a former runtime executed by the layout of that one', async () => {
    // On a real chain, the block that brings the new code is executed by the old one.
    const executedBy = '0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8';
    const [former, next] = ['0x3111086731', '0x3511086731'];
    const replica = await chain.replica();
    await chain.servedBy(replica);
    chain.node.upgradeRuntime('smith-membership');
    chain.node.set({ smiths: 33 });
    chain.node.setStorage(executedBy, former);
    const bringing = await chain.finalizeOneByOne(1, replica);
    expect(bringing).toMatchObject({ network: { specVersion: 1100 }, counts: { smithSize: 20 } });
    chain.node.setStorage(executedBy, next);
    const after = await chain.finalizeOneByOne(1, replica);
    expect(after).toMatchObject({ network: { specVersion: 1101 }, counts: { smithSize: 33 } });
    for (const { block, network, counts, unavailable } of [bringing, after]) {
      const alone = await replica.counts.snapshotAt(block.number);
      expect(alone).toMatchObject({ block, network, counts, unavailable });
    }
  });

  it('shows a count that an upgrade took away as unavailable, and serves the others', async () => {
    const replica = await chain.replica();
    await chain.finalizeOneByOne(1, replica);
    chain.node.upgradeRuntime('no-tech-comm');
    const { counts, unavailable } = await chain.finalizeOneByOne(1, replica);
    expect(counts).not.toHaveProperty('techCommSize');
    expect(unavailable.map(({ name }) => name)).toContain('techCommSize');
    expect(counts['wotSize']).toBe(7224);
  });

  it('tells listeners on every replica of each new snapshot, until they have had enough', async () => {
    const replicas = [await chain.replica(), await chain.replica()];
    const heard: number[][] = [[], []];
    const stops = replicas.map(({ counts }, index) =>
      counts.onSnapshot(({ block }) => heard[index]?.push(block.number)),
    );
    const heads: number[] = [];
    for (let made = 0; made < 3; made++) {
      chain.finalize();
      heads.push(chain.node.finalizedBlock.number);
      await eventually(() => {
        for (const numbers of heard) expect(numbers.slice(-heads.length)).toEqual(heads);
      });
    }
    for (const stop of stops) stop();
    const [before] = [heard.map(({ length }) => length)];
    for (const replica of replicas) await chain.finalizeOneByOne(1, replica);
    expect(heard.map(({ length }) => length)).toEqual(before);
  });

  it('asks no more of the node with four replicas than with one', async () => {
    const replicas: FollowReplica[] = [];
    for (let count = 0; count < 4; count++) replicas.push(await chain.replica());
    const [first] = replicas;
    if (first === undefined) throw new Error('there is no replica');
    await chain.finalizeOneByOne(3, first);
    await chain.untilNothingIsAsked();
    const calls = await chain.callsOf(async () => {
      for (let made = 0; made < 5; made++) {
        chain.finalize();
        const asked = replicas.map(async (replica) => {
          await chain.servedBy(replica);
          for (let hit = 0; hit < 20; hit++) await replica.counts.snapshot();
        });
        await Promise.all(asked);
      }
    });
    expect(calls).toEqual({ chainHead_v1_storage: 5 });
  });

  it('polls an endpoint that can be reached by HTTP only', async () => {
    const replica = await chain.replica({ endpoints: [chain.node.httpUrl] });
    await chain.servedBy(replica);
    chain.node.set({ members: 7301 });
    expect((await chain.finalizeOneByOne(1, replica)).counts['wotSize']).toBe(7301);
    expect(chain.node.calls.has('chain_subscribeFinalizedHeads')).toBe(false);
  });

  it('polls a node that does not know the subscription', async () => {
    const error = { code: -32601, message: 'Method not found' };
    chain.node.failMethod('chain_subscribeFinalizedHeads', error);
    const replica = await chain.replica();
    chain.node.set({ members: 7302 });
    expect((await chain.finalizeOneByOne(1, replica)).counts['wotSize']).toBe(7302);
  });

  it('is not done where it is switched off: there, time to live decides', async () => {
    const replica = await chain.replica({ follow: false, ttlSeconds: 3 });
    const first = await replica.counts.snapshot();
    chain.node.set({ members: 7303 });
    const calls = await chain.callsOf(async () => {
      chain.finalize();
      expect((await replica.counts.snapshot()).block).toEqual(first.block);
    });
    expect(calls).toEqual({});
    expect((await chain.servedBy(replica)).counts['wotSize']).toBe(7303);
  });
});
