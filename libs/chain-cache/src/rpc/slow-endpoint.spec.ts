import { describe, expect, it } from '@jest/globals';
import { claimHeight } from '../../../../test/support/claim-height.js';
import { eventually } from '../../../../test/support/eventually.js';
import { forEachTest, type ThreeNodes } from '../../../../test/support/three-nodes.js';
import type { ChainSnapshot } from './chain-snapshot.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

/** More than a second behind the others when it has told how it is, which takes two answers. */
const SLOW_MS = 800;

const FAR = 0xfffffff;

const INTERNAL_ERROR = { code: -32603, message: 'Internal error' };

let its: ThreeNodes;
let nodes: ThreeNodes['nodes'];
let store: ThreeNodes['store'];
let counts: OnChainCountsService;

async function start(options: Partial<RpcModuleOptions> = {}): Promise<void> {
  counts = await its.start({ ttlSeconds: 1, callTimeoutMs: 20_000, ...options });
}

/** The first one fails once; from then on it is slow. */
async function startWithSlow(options: Partial<RpcModuleOptions> = {}): Promise<void> {
  await start(options);
  nodes[0].failMethod('*', INTERNAL_ERROR);
  await counts.snapshot();
  nodes[0].failMethod('*', null);
  nodes[0].slow(SLOW_MS);
  // It is not left alone any more.
  store.clock.advance(1000);
}

function readNext(): Promise<ChainSnapshot> {
  store.clock.advance(1000);
  its.finalize();
  return counts.snapshot();
}

forEachTest((given) => {
  its = given;
  ({ nodes, store } = its);
});

describe('an endpoint that is slower than the others by more than a second', () => {
  it('is waited for, and speaks against one that is far ahead', async () => {
    await start({ endpoints: [nodes[0].url, nodes[1].url] });
    nodes[0].slow(SLOW_MS);
    claimHeight(nodes[1], FAR);
    expect(await counts.snapshot()).toMatchObject({ endpoint: nodes[0].url });
    expect((await counts.chainStatus()).endpoints).toMatchObject([
      { state: 'healthy' },
      { state: 'quarantined', code: 'HEAD_IMPLAUSIBLE' },
    ]);
  });

  it('is not waited for the next time, and what it said still speaks against such a one', async () => {
    await start({ endpoints: [nodes[0].url, nodes[1].url] });
    nodes[0].slow(SLOW_MS);
    const first = counts.snapshot();
    await eventually(() => expect(nodes[0].calls.size).toBeGreaterThan(0));
    store.clock.advance(1500);
    await first;
    expect(await readNext()).toMatchObject({ endpoint: nodes[1].url });
    store.clock.advance(10_000);
    claimHeight(nodes[1], FAR);
    expect(await readNext()).toMatchObject({ endpoint: nodes[0].url });
    expect((await counts.chainStatus()).endpoints[1]).toMatchObject({ code: 'HEAD_IMPLAUSIBLE' });
  });

  it('is waited for, and one that trails it is not served as fresh', async () => {
    await start();
    nodes[0].slow(SLOW_MS);
    nodes[2].slow(SLOW_MS);
    its.finalize([nodes[0], nodes[2]], 100);
    expect((await counts.snapshot()).block).toMatchObject(nodes[0].finalizedBlock);
  });

  it('is waited for before another chain is taken for the one that is meant', async () => {
    nodes[1].becomeChain('another');
    for (const node of [nodes[0], nodes[2]]) node.slow(SLOW_MS);
    await start({ quorum: 2 });
    expect((await counts.snapshot()).network.genesisHash).toBe(nodes[0].genesisHash);
    const states = (await counts.chainStatus()).endpoints.map(({ state }) => state);
    expect(states).toEqual(['healthy', 'wrong-chain', 'healthy']);
  });
});

describe('the same of one that has failed lately', () => {
  it('is not waited for where the others will do, and healthy when it has answered', async () => {
    await startWithSlow();
    expect(await readNext()).toMatchObject({ endpoint: nodes[1].url });
    const slow = async () => (await counts.chainStatus()).endpoints[0]?.state;
    expect(await slow()).toBe('connecting');
    await eventually(async () => expect(await slow()).toBe('healthy'));
  });

  it('is read where the faster ones say what cannot be', async () => {
    await startWithSlow();
    for (const node of nodes.slice(1)) node.lie({ techCommMembers: 101 });
    expect(await readNext()).toMatchObject({
      endpoint: nodes[0].url,
      freshness: { state: 'fresh' },
    });
  });

  it('is asked for a block whose state the faster ones have forgotten', async () => {
    await startWithSlow();
    for (const node of nodes.slice(1)) node.pruneStatesBefore(490);
    store.clock.advance(10_000);
    expect(await counts.snapshotAt(480)).toMatchObject({ endpoint: nodes[0].url });
  });

  it('is asked when two others disagree', async () => {
    await startWithSlow({ quorum: 2 });
    nodes[1].lie({ members: 7000 });
    expect((await readNext()).counts).toMatchObject({ wotSize: 7224 });
  });

  it('is read rather than one that has no peers', async () => {
    await startWithSlow();
    for (const node of nodes.slice(1)) node.setHealth({ shouldHavePeers: true, peers: 0 });
    expect(await readNext()).toMatchObject({
      endpoint: nodes[0].url,
      freshness: { state: 'fresh', reason: null },
    });
  });

  it('is asked for a count that the faster one lacks', async () => {
    await startWithSlow();
    nodes[1].intercept('state_queryStorageAt', (_, honest) =>
      honest.replace(/("changes":\[\["0x[\da-f]+",)"0x[\da-f]+"/, '$1null'),
    );
    await nodes[2].stopListening();
    const { endpoint, unavailable } = await readNext();
    expect({ endpoint, unavailable }).toEqual({ endpoint: nodes[0].url, unavailable: [] });
  });
});
