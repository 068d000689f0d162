import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { eventually } from '../../../../test/support/eventually.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

/** More than a second behind the others when it has told how it is, which takes two answers. */
const SLOW_MS = 800;

let nodes: [DevChain, DevChain, DevChain];
let store: InMemoryCacheStore;
let app: CountsApp;

async function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  const endpoints = nodes.map(({ url }) => url);
  const [{ genesisHash }] = nodes;
  app = await startCounts(store, { endpoints, genesisHash, callTimeoutMs: 20_000, ...options });
  return app.counts;
}

beforeEach(async () => {
  const startOne = () => startDevChain({ blockTimeMs: 'manual', startBlock: 500 });
  nodes = [await startOne(), await startOne(), await startOne()];
  store = new InMemoryCacheStore();
});

afterEach(async () => {
  await app.close();
  for (const node of nodes) await node.close();
});

describe('an endpoint that is slower than the others by more than a second', () => {
  it('is not waited for where the others will do, and healthy when it has answered', async () => {
    nodes[0].slow(SLOW_MS);
    const counts = await start();
    expect(await counts.snapshot()).toMatchObject({ endpoint: nodes[1].url });
    const slow = async () => (await counts.chainStatus()).endpoints[0]?.state;
    expect(await slow()).toBe('connecting');
    await eventually(async () => expect(await slow()).toBe('healthy'));
  });

  it('is read where the faster ones say what cannot be', async () => {
    nodes[0].slow(SLOW_MS);
    for (const node of nodes.slice(1)) node.lie({ techCommMembers: 101 });
    expect(await (await start()).snapshot()).toMatchObject({
      endpoint: nodes[0].url,
      freshness: { state: 'fresh' },
    });
  });

  it('is asked for a block whose state the faster ones have forgotten', async () => {
    nodes[0].slow(SLOW_MS);
    for (const node of nodes.slice(1)) node.pruneStatesBefore(490);
    expect(await (await start()).snapshotAt(480)).toMatchObject({ endpoint: nodes[0].url });
  });

  it('is asked when two others disagree', async () => {
    nodes[0].slow(SLOW_MS);
    nodes[1].lie({ members: 7000 });
    const counts = await start({ quorum: 2 });
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7224 });
    expect((await counts.chainStatus()).endpoints).toMatchObject([
      { state: 'healthy' },
      { state: 'quarantined', code: 'QUORUM_OUTVOTED' },
      { state: 'healthy' },
    ]);
  });

  it('is read rather than one that has no peers', async () => {
    nodes[0].slow(SLOW_MS);
    for (const node of nodes.slice(1)) node.setHealth({ shouldHavePeers: true, peers: 0 });
    expect(await (await start()).snapshot()).toMatchObject({
      endpoint: nodes[0].url,
      freshness: { state: 'fresh', reason: null },
    });
  });

  it('is asked for a count that the faster one lacks', async () => {
    nodes[0].slow(SLOW_MS);
    nodes[1].intercept('state_queryStorageAt', (_, honest) =>
      honest.replace(/("changes":\[\["0x[\da-f]+",)"0x[\da-f]+"/, '$1null'),
    );
    await nodes[2].stopListening();
    const { endpoint, unavailable } = await (await start()).snapshot();
    expect({ endpoint, unavailable }).toEqual({ endpoint: nodes[0].url, unavailable: [] });
  });
});
