import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BreakableProxy } from './support/breakable-proxy.js';

import { migrate } from './support/cache-replica.js';
import { eventually } from './support/eventually.js';
import { FollowedChain, Refusals } from './support/followed-chain.js';
import type { FollowReplica } from './support/follow-replica.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

/** A header that no node has. */
const INVENTED = {
  number: '0xffff',
  parentHash: `0x${'11'.repeat(32)}`,
  stateRoot: `0x${'22'.repeat(32)}`,
  extrinsicsRoot: `0x${'33'.repeat(32)}`,
  digest: { logs: [] },
};

const FAR = 0x7fffffff;

describe('following in bad weather', () => {
  let database: TestDatabase;
  let proxy: BreakableProxy;
  let proxiedUrl: string;
  let chain: FollowedChain;

  /** Waits until what is served is stale for that reason. */
  async function staleBecause(replica: FollowReplica, reason: string) {
    return await eventually(async () => {
      const snapshot = await replica.counts.snapshot();
      expect(snapshot.freshness).toMatchObject({ state: 'stale', reason });
      return snapshot;
    }, 15_000);
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    const url = new URL(database.url);
    proxy = new BreakableProxy(Number(url.port), url.hostname);
    url.host = `127.0.0.1:${await proxy.mend()}`;
    proxiedUrl = url.href;
  });

  beforeEach(async () => {
    chain = await FollowedChain.start(database.url);
  });

  afterEach(async () => {
    await chain.close();
  });

  afterAll(async () => {
    await proxy.cut();
    await database.drop();
  });

  it.each([
    { what: 'a lower head', meddle: (served: number) => chain.node.regressFinalized(served - 2) },
    { what: 'another hash at the height', meddle: (served: number) => chain.node.fork(served) },
  ])('refuses $what once it has served one, and goes on with what comes later', async (fault) => {
    const replica = await chain.replica();
    const { block } = await chain.finalizeOneByOne(3, replica);
    const refusals = new Refusals();
    fault.meddle(block.number);
    await eventually(() => expect(refusals.codes).toContain('HEAD_REGRESSED'));
    refusals.stop();
    const { block: served, freshness } = await replica.counts.snapshot();
    expect(served).toEqual(block);
    expect(freshness.state).toBe('fresh');
    chain.node.set({ members: 7400 });
    chain.finalize();
    expect((await chain.servedBy(replica)).counts['wotSize']).toBe(7400);
  });

  it('serves the last finalized values as stale while finality is stalled', async () => {
    const replica = await chain.replica({ finalityTimeoutSeconds: 1 });
    const { block } = await chain.finalizeOneByOne(2, replica);
    chain.node.stallFinality();
    chain.node.set({ members: 7401 });
    chain.node.makeBlock(5);
    const stale = await staleBecause(replica, 'FINALITY_STALLED');
    expect(stale.block).toEqual(block);
    expect(stale.counts['wotSize']).toBe(7224);
    chain.node.resumeFinality();
    chain.finalize();
    await eventually(async () => {
      const { counts, freshness } = await chain.servedBy(replica);
      expect([counts['wotSize'], freshness.state]).toEqual([7401, 'fresh']);
    });
  });

  it('reads nothing while finality is stalled, where that is the policy', async () => {
    const policy = { whenDegraded: 'refuse', finalityTimeoutSeconds: 1, ttlSeconds: 2 } as const;
    const replica = await chain.replica(policy);
    const { block } = await chain.finalizeOneByOne(1, replica);
    chain.node.stallFinality();
    expect((await staleBecause(replica, 'FINALITY_STALLED')).block).toEqual(block);
  });

  it('follows again when a node that was gone is back', async () => {
    const replica = await chain.replica({ ttlSeconds: 1 });
    await chain.finalizeOneByOne(2, replica);
    await chain.node.stopListening();
    await staleBecause(replica, 'CHAIN_UNREACHABLE');
    chain.node.set({ members: 7402 });
    chain.finalize(3);
    await chain.node.resumeListening();
    expect((await chain.servedBy(replica, 15_000)).counts['wotSize']).toBe(7402);
    expect((await chain.finalizeOneByOne(2, replica)).freshness.state).toBe('fresh');
  });

  it('loses no block when its connection is cut', async () => {
    const replica = await chain.replica();
    for (let cut = 0; cut < 3; cut++) {
      await chain.finalizeOneByOne(1, replica);
      chain.node.dropConnections();
    }
    expect((await chain.finalizeOneByOne(1, replica)).freshness.state).toBe('fresh');
  });

  it('notices a node that has fallen silent, and when it speaks again', async () => {
    const quick = { callTimeoutMs: 300, finalityTimeoutSeconds: 1, ttlSeconds: 1 };
    const replica = await chain.replica(quick);
    await chain.finalizeOneByOne(2, replica);
    chain.node.hang();
    await staleBecause(replica, 'CHAIN_UNREACHABLE');
    chain.node.unhang();
    chain.finalize();
    expect((await chain.servedBy(replica, 15_000)).freshness.state).toBe('fresh');
  });

  it('goes on with another endpoint when the best one is gone', async () => {
    const other = await chain.anotherNode();
    const endpoints = [chain.node.url, other.url];
    const replica = await chain.replica({ endpoints });
    await chain.servedBy(replica);
    await chain.node.stopListening();
    chain.finalizeEverywhere({ members: 7403 });
    const { endpoint, counts } = await chain.servedBy(replica);
    expect([endpoint, counts['wotSize']]).toEqual([other.url, 7403]);
  });

  it("serves no number of another chain's when one answers after a reconnect", async () => {
    const replica = await chain.replica({ ttlSeconds: 1 });
    const { block, counts } = await chain.finalizeOneByOne(2, replica);
    chain.node.becomeChain('another');
    chain.node.set({ members: 1 });
    chain.finalize(5);
    const stale = await staleBecause(replica, 'WRONG_CHAIN');
    expect([stale.block, stale.counts]).toEqual([block, counts]);
  });

  it('does not serve what breaks an invariant', async () => {
    const replica = await chain.replica({ ttlSeconds: 1 });
    const { counts } = await chain.finalizeOneByOne(2, replica);
    chain.node.set({ techCommMembers: 101 });
    chain.finalize();
    expect((await staleBecause(replica, 'VALUES_IMPLAUSIBLE')).counts).toEqual(counts);
  });

  it('reads each head from several endpoints where there is a quorum', async () => {
    const other = await chain.anotherNode();
    const endpoints = [chain.node.url, other.url];
    const replica = await chain.replica({ endpoints, quorum: 2, ttlSeconds: 1 });
    await chain.servedBy(replica);
    chain.finalizeEverywhere({ members: 7404 });
    expect((await chain.servedBy(replica)).counts['wotSize']).toBe(7404);
    other.lie({ members: 9 });
    chain.finalizeEverywhere();
    const stale = await staleBecause(replica, 'QUORUM_NOT_REACHED');
    expect(stale.counts['wotSize']).toBe(7404);
  });

  /** A replica that follows the one node, has the other besides, and serves the newest block. */
  async function besideAnotherNode() {
    const other = await chain.anotherNode();
    const replica = await chain.replica({ endpoints: [chain.node.url, other.url] });
    await chain.servedBy(replica);
    chain.finalizeEverywhere();
    return { replica, other, block: (await chain.servedBy(replica)).block };
  }

  /** Which the node says that it knows, by that hash. */
  function pushFarHead(result: string): void {
    chain.node.intercept('chain_getBlockHash', ({ id, params: [number] }) =>
      number === FAR ? JSON.stringify({ jsonrpc: '2.0', id, result }) : undefined,
    );
    const params = { subscription: 'x', result: { number: `0x${FAR.toString(16)}` } };
    chain.node.broadcast(JSON.stringify({ jsonrpc: '2.0', method: 'chain_finalizedHead', params }));
  }

  it.each([
    { what: 'is no header', result: { number: '0x1' } },
    { what: 'the node does not have', result: INVENTED },
  ])('serves nothing of a pushed head that $what, and goes on', async ({ result }) => {
    const { replica, block } = await besideAnotherNode();
    const refusals = new Refusals();
    const params = { subscription: 'x', result };
    const push = { jsonrpc: '2.0', method: 'chain_finalizedHead', params };
    chain.node.broadcast(JSON.stringify(push));
    await eventually(() => expect(refusals.codes.length).toBeGreaterThan(0));
    refusals.stop();
    expect((await replica.counts.snapshot()).block).toEqual(block);
    chain.finalizeEverywhere();
    await chain.servedBy(replica);
  });

  it('serves nothing of a pushed head far ahead, whatever the node says of it, while another is well', async () => {
    const { replica, block } = await besideAnotherNode();
    const refusals = new Refusals();
    pushFarHead(block.hash);
    await eventually(() => expect(refusals.codes).toContain('HEAD_IMPLAUSIBLE'));
    refusals.stop();
    chain.finalizeEverywhere();
    await chain.servedBy(replica);
    expect((await replica.counts.history('wotSize')).at(-1)?.untilBlock).toBeLessThan(FAR);
  });

  it('leaves a gap where it goes on with another node, which is further on', async () => {
    const { replica, other, block } = await besideAnotherNode();
    chain.node.setHealth({ isSyncing: true });
    other.set({ members: 7409 });
    other.makeBlock(5);
    other.finalizeAll();
    pushFarHead(block.hash);
    await eventually(async () => {
      expect((await replica.counts.snapshot()).block).toMatchObject(other.finalizedBlock);
    });
    const [before, after] = (await replica.counts.history('wotSize')).slice(-2);
    expect([before?.untilBlock, after?.value, after?.afterGap]).toEqual([block.number, 7409, true]);
  });

  it('follows again when the database is back, and serves from memory meanwhile', async () => {
    const quick = { leaseMs: 500, storeTimeoutMs: 500 };
    const replica = await chain.replica({}, quick, proxiedUrl);
    const { block } = await chain.finalizeOneByOne(2, replica);
    await proxy.cut();
    chain.node.set({ members: 7405 });
    chain.finalize(2);
    expect((await replica.counts.snapshot()).block).toEqual(block);
    await proxy.mend();
    expect((await chain.servedBy(replica, 20_000)).counts['wotSize']).toBe(7405);
    await chain.finalizeOneByOne(1, replica);
  });

  it('keeps no application from starting or stopping', async () => {
    chain.node.hang();
    const startedAt = performance.now();
    const patient = { callTimeoutMs: 60_000 };
    const hung = await chain.replica(patient);
    await chain.node.stopListening();
    const refused = await chain.replica(patient);
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    const stoppingAt = performance.now();
    await Promise.all([hung.close(), refused.close()]);
    expect(performance.now() - stoppingAt).toBeLessThan(12_000);
  });
});
