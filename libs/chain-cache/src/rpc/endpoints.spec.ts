import { describe, expect, it } from '@jest/globals';
import type { DevChain } from 'duniter-dev-chain';
import { claimHeight, claimNothing } from '../../../../test/support/claim-height.js';
import { eventually } from '../../../../test/support/eventually.js';
import { startCounts } from '../../../../test/support/on-chain-counts.js';
import { forEachTest, type ThreeNodes } from '../../../../test/support/three-nodes.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

const TTL_MS = 1000;

/** Three nodes of one chain, in order of preference. */
let its: ThreeNodes;
let nodes: ThreeNodes['nodes'];
let store: ThreeNodes['store'];

function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  return its.start({ ttlSeconds: TTL_MS / 1000, ...options });
}

/** Reads a later block than any before, and tells which node it was read from, or why from none. */
async function readNext(counts: OnChainCountsService): Promise<number | string | null> {
  store.clock.advance(TTL_MS);
  its.finalize();
  const snapshot = await counts.snapshot();
  return snapshot.freshness.state === 'stale' ? snapshot.freshness.reason : its.indexOf(snapshot);
}

async function statesOf(counts: OnChainCountsService): Promise<string[]> {
  store.clock.advance(6000);
  const { endpoints } = await counts.chainStatus();
  return endpoints.map(({ state }) => state);
}

forEachTest((given) => {
  its = given;
  ({ nodes, store } = its);
});

describe('of several endpoints', () => {
  it('none is asked before something is to be read', async () => {
    const counts = await start();
    expect(nodes.map(({ connections }) => connections)).toEqual([0, 0, 0]);
    await counts.snapshot();
    expect(nodes.map(({ connections }) => connections)).toEqual([1, 1, 1]);
    await its.stop();
    await eventually(() => {
      expect(nodes.map(({ connections }) => connections)).toEqual([0, 0, 0]);
    });
  });

  it('the first healthy one is read, and only that one', async () => {
    const counts = await start();
    expect(await readNext(counts)).toBe(0);
    expect(nodes.map(({ calls }) => calls.get('state_queryStorageAt') ?? 0)).toEqual([1, 0, 0]);
    expect(await statesOf(counts)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('the next one is read when the first is gone', async () => {
    const counts = await start();
    expect(await readNext(counts)).toBe(0);
    await nodes[0].stopListening();
    expect(await readNext(counts)).toBe(1);
    expect(await statesOf(counts)).toEqual(['failing', 'healthy', 'healthy']);
  });

  it('one that failed is preferred again only when it has not failed for two minutes', async () => {
    const counts = await start();
    nodes[0].failMethod('state_queryStorageAt', { code: -32603, message: 'Internal error' });
    expect(await readNext(counts)).toBe(1);
    nodes[0].failMethod('state_queryStorageAt', null);
    store.clock.advance(60_000);
    expect(await readNext(counts)).toBe(1);
    expect(await statesOf(counts)).toEqual(['healthy', 'healthy', 'healthy']);
    store.clock.advance(60_000);
    expect(await readNext(counts)).toBe(0);
  });

  it('one that flaps is left alone, and the others are read without a gap', async () => {
    const counts = await start();
    const flap = () => {
      nodes[0].dropConnections();
      return null;
    };
    nodes[0].intercept('state_queryStorageAt', flap);
    const reads: (number | string | null)[] = [];
    for (let i = 0; i < 20; i++) reads.push(await readNext(counts));
    expect(reads).toEqual(reads.map(() => 1));
    expect(nodes[0].calls.get('state_queryStorageAt')).toBeLessThan(6);
  });

  it.each<[string, string, string, (node: DevChain) => void]>([
    ['hangs', 'failing', 'CALL_TIMEOUT', (node) => node.hang()],
    ['drops connections', 'failing', 'CONNECTION_LOST', dropping],
    ['is busy', 'failing', 'NODE_BUSY', failing(-32009, 'Server is busy, try again later')],
    ['fails', 'failing', 'NODE_ERROR', failing(4003, 'Client error: unexpected epoch change')],
    ['sends no JSON-RPC', 'quarantined', 'ANSWER_MALFORMED', answering('{"hello":"world"}')],
    ['sends 20 MB', 'quarantined', 'ANSWER_TOO_LARGE', answering('x'.repeat(20_000_000))],
    [
      'refuses the call',
      'quarantined',
      'CALL_UNSAFE',
      failing(4003, 'RPC call is unsafe to be called externally'),
    ],
    ['lacks the method', 'quarantined', 'METHOD_MISSING', failing(-32601, 'Method not found')],
  ])('one that %s is %s for %s, and another one is read', async (_, state, code, breakNode) => {
    // Only what never answers is waited for to the end.
    const counts = await start({ callTimeoutMs: code === 'CALL_TIMEOUT' ? 4000 : 20_000 });
    breakNode(nodes[0]);
    expect(await readNext(counts)).toBe(1);
    await eventually(async () => {
      const [first] = (await counts.chainStatus()).endpoints;
      const reason: unknown = expect.any(String);
      expect(first).toMatchObject({ endpoint: nodes[0].url, state, code, reason });
    });
  });

  it('all failing are an error that names each', async () => {
    const counts = await start();
    for (const node of nodes) node.failMethod('*', { code: -32603, message: 'Internal error' });
    await expect(counts.snapshot()).rejects.toMatchObject({
      code: 'CHAIN_UNREACHABLE',
      endpoints: nodes.map(({ url }) => ({
        endpoint: url,
        code: 'NODE_ERROR',
        reason: expect.stringMatching(/^\w+: Internal error \(-32603\)$/) as unknown,
      })),
    });
  });
});

describe('the health of an endpoint', () => {
  it('is seen when it is syncing', async () => {
    const counts = await start();
    nodes[0].setHealth({ isSyncing: true });
    expect(await readNext(counts)).toBe(1);
    expect(await statesOf(counts)).toEqual(['syncing', 'healthy', 'healthy']);
    for (const node of nodes) node.setHealth({ isSyncing: true });
    expect(await readNext(counts)).toBe('NODE_SYNCING');
  });

  it('is seen when it has lost its peers', async () => {
    const counts = await start();
    nodes[0].setHealth({ shouldHavePeers: true, peers: 0 });
    expect(await readNext(counts)).toBe(1);
    expect((await counts.chainStatus()).endpoints).toMatchObject([
      { state: 'lagging', code: 'NODE_LAGGING', reason: 'it has no peers' },
      { state: 'healthy' },
      { state: 'healthy' },
    ]);
  });

  it.each<[string, (node: DevChain) => void]>([
    ['it says of it but whether it is syncing', (node) => node.intercept('system_health', briefly)],
    [
      'it says nothing of it, nor of one value alone',
      (node) => {
        for (const method of ['system_health', 'system_chainType', 'state_getStorage']) {
          node.failMethod(method, { code: -32601, message: 'Method not found' });
        }
      },
    ],
  ])('is good where %s', async (_, simplify) => {
    const counts = await start();
    simplify(nodes[0]);
    expect(await readNext(counts)).toBe(0);
    expect(await statesOf(counts)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('is worse when it trails the best one, and bad by more than the bound', async () => {
    const counts = await start({ maxTrailingBlocks: 5 });
    const others = nodes.slice(1);
    const ahead = (blocks: number) => {
      for (const node of others) {
        node.makeBlock(blocks);
        node.finalizeAll();
      }
    };
    expect(await readNext(counts)).toBe(0);
    ahead(2);
    expect(await readNext(counts)).toBe(0);
    ahead(1);
    // Of which one report may be by chance.
    expect(await readNext(counts)).toBe(0);
    expect(await readNext(counts)).toBe(1);
    ahead(2);
    expect(await statesOf(counts)).toEqual(['healthy', 'healthy', 'healthy']);
    ahead(1);
    expect(await statesOf(counts)).toEqual(['lagging', 'healthy', 'healthy']);
  });

  it('is to blame for no other chain before it is known which one is meant', async () => {
    nodes[0].becomeChain('another');
    await nodes[2].stopListening();
    const counts = await start({ quorum: 2 });
    await expect(counts.snapshot()).rejects.toMatchObject({
      code: 'QUORUM_NOT_REACHED',
      endpoints: expect.arrayContaining([
        expect.objectContaining({
          endpoint: nodes[0].url,
          reason: expect.stringContaining(nodes[0].genesisHash),
        }),
        expect.objectContaining({
          endpoint: nodes[1].url,
          reason: expect.stringContaining(nodes[1].genesisHash),
        }),
      ]),
    });
    await nodes[2].resumeListening();
    store.clock.advance(10_000);
    expect((await counts.snapshot()).network.genesisHash).toBe(nodes[1].genesisHash);
    expect((await statesOf(counts))[0]).toBe('wrong-chain');
  });

  it('is not good where as many as must agree do not keep up', async () => {
    await nodes[2].stopListening();
    const counts = await start({ endpoints: [nodes[0].url, nodes[1].url], quorum: 2 });
    nodes[0].makeBlock(200);
    nodes[0].finalizeAll();
    expect(await counts.snapshot()).toMatchObject({
      block: { number: nodes[1].finalizedBlock.number },
      freshness: { state: 'stale', reason: 'NODE_LAGGING' },
    });
    expect(await counts.chainStatus()).toMatchObject({
      reason: 'NODE_LAGGING',
      endpoints: [{ state: 'healthy' }, { state: 'lagging' }],
    });
  });

  it('says nothing of a connection that has gone since', async () => {
    const counts = await start();
    await counts.snapshot();
    for (const node of nodes) node.dropConnections();
    expect((await counts.snapshotAt(490)).endpoint).toBe(nodes[0].url);
    await nodes[0].stopListening();
    expect(await readNext(counts)).toBe(1);
    store.clock.advance(5000);
    expect((await counts.chainStatus()).endpoints[0]).toMatchObject({ state: 'failing' });
  });
});

describe('finality', () => {
  const onAll = (act: (node: DevChain) => void) => nodes.forEach(act);

  it('that is stalled by too many blocks is named, and its last values are served as stale', async () => {
    const counts = await start({ maxFinalityLagBlocks: 10 });
    onAll((node) => node.stallFinality());
    onAll((node) => node.makeBlock(8));
    store.clock.advance(TTL_MS);
    expect((await counts.snapshot()).freshness).toMatchObject({ state: 'fresh', reason: null });
    onAll((node) => node.makeBlock());
    store.clock.advance(TTL_MS);
    expect(await counts.snapshot()).toMatchObject({
      block: nodes[0].finalizedBlock,
      counts: { wotSize: 7224 },
      freshness: { state: 'stale', reason: 'FINALITY_STALLED' },
    });
    expect(await counts.chainStatus()).toMatchObject({
      reason: 'FINALITY_STALLED',
      finalityLagBlocks: 11,
    });
    onAll((node) => node.resumeFinality());
    expect(await readNext(counts)).toBe(0);
  });

  it('that has not moved for too long is named', async () => {
    const counts = await start({ finalityTimeoutSeconds: 60 });
    await counts.snapshot();
    store.clock.advance(60_000);
    expect((await counts.snapshot()).freshness.state).toBe('fresh');
    store.clock.advance(1001);
    expect((await counts.snapshot()).freshness.reason).toBe('FINALITY_STALLED');
    expect(await readNext(counts)).toBe(0);
  });

  it('that is stalled may be refused instead', async () => {
    const counts = await start({ maxFinalityLagBlocks: 10, whenDegraded: 'refuse' });
    onAll((node) => node.stallFinality());
    onAll((node) => node.makeBlock(20));
    await expect(counts.snapshot()).rejects.toMatchObject({ code: 'FINALITY_STALLED' });
    expect(nodes[0].calls.get('state_queryStorageAt')).toBeUndefined();
  });

  it('never goes backwards in what is served', async () => {
    const counts = await start({ endpoints: [nodes[0].url] });
    expect(await readNext(counts)).toBe(0);
    const { block } = await counts.snapshot();
    nodes[0].regressFinalized(block.number - 3);
    store.clock.advance(TTL_MS);
    expect(await counts.snapshot()).toMatchObject({
      block,
      freshness: { state: 'stale', reason: 'HEAD_REGRESSED' },
    });
    store.clock.advance(60_000);
    expect(await readNext(counts)).toBe(0);
  });

  it.each([1, 2])(
    'is asked for again where a later block was served meanwhile, with a quorum of %d',
    async (quorum) => {
      const [first, second, slow] = nodes;
      const counts = await start({ quorum });
      await counts.snapshot();
      slow.slow(500);
      const refreshed = counts.refresh();
      await eventually(() => expect(first.calls.get('chain_getFinalizedHead')).toBe(3));
      its.finalize();
      const { genesisHash } = first;
      const endpoints = [first.url, second.url];
      const other = await startCounts(store, { endpoints, genesisHash, quorum });
      await other.counts.refresh();
      await other.close();
      expect((await refreshed).block).toMatchObject(first.finalizedBlock);
      const states = (await counts.chainStatus()).endpoints.map(({ state }) => state);
      expect(states).toEqual(['healthy', 'healthy', 'healthy']);
    },
  );

  it('is not stalled where one of more than must agree once said too much', async () => {
    const counts = await start({ quorum: 2 });
    claimHeight(nodes[1], 890);
    await readNext(counts);
    claimNothing(nodes[1]);
    for (let minute = 0; minute < 8; minute++) {
      store.clock.advance(60_000);
      expect(await readNext(counts)).toBe(0);
    }
  });

  it('is not stalled where one of those that must agree once said too much', async () => {
    const endpoints = [nodes[0].url, nodes[1].url];
    const counts = await start({ endpoints, quorum: 2, finalityTimeoutSeconds: 60 });
    claimHeight(nodes[0], 890);
    await counts.chainStatus();
    claimNothing(nodes[0]);
    for (let minute = 0; minute < 3; minute++) {
      store.clock.advance(60_000);
      expect(await readNext(counts)).toBe(0);
    }
  });

  it('is not believed when another block stands where one was served', async () => {
    const counts = await start();
    expect(await readNext(counts)).toBe(0);
    const { block } = await counts.snapshot();
    nodes[0].fork(block.number);
    store.clock.advance(TTL_MS);
    expect(await counts.snapshot()).toMatchObject({ block, freshness: { state: 'fresh' } });
    expect((await counts.chainStatus()).endpoints).toMatchObject([
      { state: 'failing', code: 'HEAD_REGRESSED' },
      { state: 'healthy' },
      { state: 'healthy' },
    ]);
  });
});

function failing(code: number, message: string) {
  return (node: DevChain) => node.failMethod('state_queryStorageAt', { code, message });
}

function answering(text: string) {
  return (node: DevChain) => node.intercept('state_queryStorageAt', () => text);
}

/** Says of its health that it is not syncing, and no more. */
function briefly(_: unknown, honest: string): string {
  return JSON.stringify({ ...(JSON.parse(honest) as object), result: { isSyncing: false } });
}

function dropping(node: DevChain): void {
  node.intercept('state_queryStorageAt', () => {
    node.dropConnections();
    return null;
  });
}
