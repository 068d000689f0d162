import { describe, expect, it } from '@jest/globals';
import { type DevChain, type RuntimeVariant, startDevChain } from 'duniter-dev-chain';
import { forEachTest, type ThreeNodes } from '../../../../../test/support/three-nodes.js';
import type { OnChainCountsService } from '../on-chain-counts.service.js';

const TEN_MINUTES_MS = 600_000;
const A_DAY_MS = 86_400_000;

let its: ThreeNodes;
let nodes: ThreeNodes['nodes'];
let store: ThreeNodes['store'];

function start(asked: readonly DevChain[] = nodes): Promise<OnChainCountsService> {
  return its.start({ endpoints: asked.map(({ url }) => url), ttlSeconds: 1 });
}

function readNext(counts: OnChainCountsService) {
  store.clock.advance(1000);
  its.finalize();
  return counts.snapshot();
}

/** Lets a node give the metadata of a chain with another runtime. */
async function giveMetadataOf(node: DevChain, prepare: (other: DevChain) => void): Promise<void> {
  const other = await startDevChain({ blockTimeMs: 'manual' });
  prepare(other);
  other.makeBlock();
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'state_getMetadata', params: [] });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(other.httpUrl, { method: 'POST', headers, body });
  const { result } = (await answer.json()) as { result: string };
  await other.close();
  node.intercept('state_getMetadata', ({ id }) => JSON.stringify({ jsonrpc: '2.0', id, result }));
}

/** In which smiths are looked for elsewhere. */
function giveOtherMetadata(node: DevChain): Promise<void> {
  const variant: RuntimeVariant = 'smith-membership';
  return giveMetadataOf(node, (other) => other.upgradeRuntime(variant, { sameVersion: true }));
}

function asked(): number[] {
  return nodes.map(({ calls }) => calls.get('state_getMetadata') ?? 0);
}

forEachTest((given) => {
  its = given;
  ({ nodes, store } = its);
});

describe('metadata', () => {
  it('that two endpoints give is not asked for again', async () => {
    const counts = await start();
    await counts.snapshot();
    expect(asked()).toEqual([1, 1, 0]);
    store.clock.advance(A_DAY_MS);
    await readNext(counts);
    expect(asked()).toEqual([1, 1, 0]);
  });

  it('that the only endpoint gives is not asked for again', async () => {
    const counts = await start([nodes[0]]);
    await counts.snapshot();
    store.clock.advance(A_DAY_MS);
    await readNext(counts);
    expect(asked()).toEqual([1, 0, 0]);
  });

  it('that one endpoint gives and two contradict leads nobody astray', async () => {
    await giveOtherMetadata(nodes[0]);
    const { counts, unavailable } = await (await start()).snapshot();
    expect(unavailable).toEqual([]);
    expect(counts).toMatchObject({ smithSize: 20 });
  });

  it('that nobody confirms is not believed for long', async () => {
    await giveOtherMetadata(nodes[0]);
    for (const node of nodes.slice(1)) {
      node.failMethod('state_getMetadata', { code: -32603, message: 'Internal error' });
    }
    const counts = await start();
    expect((await counts.snapshot()).unavailable).toMatchObject([{ name: 'smithSize' }]);
    nodes[0].intercept('state_getMetadata', null);
    for (const node of nodes) node.failMethod('state_getMetadata', null);
    store.clock.advance(TEN_MINUTES_MS);
    expect(await readNext(counts)).toMatchObject({ unavailable: [], counts: { smithSize: 20 } });
  });

  it('that others never give keeps nobody waiting for long, nor is it held against the first', async () => {
    for (const node of nodes.slice(1)) node.intercept('state_getMetadata', () => null);
    const counts = await start();
    expect(await counts.snapshot()).toMatchObject({ endpoint: nodes[0].url });
    const { endpoints } = await counts.chainStatus();
    expect(endpoints.map(({ state }) => state)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('that nobody confirms is used for the endpoint alone that gave it', async () => {
    await giveOtherMetadata(nodes[1]);
    nodes[2].failMethod('state_getMetadata', { code: -32603, message: 'Internal error' });
    nodes[0].setHealth({ isSyncing: true });
    const counts = await start();
    expect((await counts.snapshot()).unavailable).toMatchObject([{ name: 'smithSize' }]);
    nodes[0].setHealth({ isSyncing: false });
    expect(await readNext(counts)).toMatchObject({
      endpoint: nodes[0].url,
      counts: { smithSize: 20 },
    });
  });

  it('of another version than the node says that its runtime has is refused', async () => {
    await giveMetadataOf(nodes[0], (other) => other.upgradeRuntime('smith-membership'));
    const counts = await start();
    expect((await counts.snapshot()).counts).toMatchObject({ smithSize: 20 });
    expect((await counts.chainStatus()).endpoints[0]).toMatchObject({
      state: 'quarantined',
      code: 'ANSWER_MALFORMED',
      reason: 'the metadata is of g1 1101, not of g1 1100',
    });
  });
});
