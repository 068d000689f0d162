import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { claimHeight } from '../../../../test/support/claim-height.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';

const FAR = 0x7fffffff;
const MINUTE_MS = 60_000;

let nodes: [DevChain, DevChain, DevChain];
let store: InMemoryCacheStore;
let app: CountsApp;

beforeEach(async () => {
  const startOne = () => startDevChain({ blockTimeMs: 'manual', startBlock: 2500 });
  nodes = [await startOne(), await startOne(), await startOne()];
  store = new InMemoryCacheStore();
});

afterEach(async () => {
  await app.close();
  for (const node of nodes) await node.close();
});

async function startWith(...endpoints: DevChain[]): Promise<void> {
  const urls = endpoints.map(({ url }) => url);
  app = await startCounts(store, { endpoints: urls, follow: false, ttlSeconds: 30 });
}

function finalize(node: DevChain, blocks: number): void {
  node.makeBlock(blocks);
  node.finalizeAll();
}

/** Whose head is served, and why it is stale. */
async function served() {
  const { endpoint, block, freshness } = await app.counts.snapshot();
  return { node: nodes.findIndex(({ url }) => url === endpoint), block, why: freshness.reason };
}

/** The same, with everything asked again. */
function servedAfter(ms: number) {
  store.clock.advance(ms);
  return served();
}

describe('a finalized head far beyond all others', () => {
  it('is believed of one that was seen to get there, though another has stood still', async () => {
    const [frozen, good] = nodes;
    await startWith(frozen, good);
    await served();
    for (let hours = 0; hours < 3; hours++) {
      finalize(good, 600);
      const block = good.finalizedBlock;
      expect(await servedAfter(60 * MINUTE_MS)).toMatchObject({ node: 1, block, why: null });
    }
  });

  it('is not believed of one that leapt there in two steps, whoever it made lag by the first', async () => {
    const [one, other, liar] = nodes;
    await startWith(...nodes);
    await served();
    claimHeight(liar, 3000);
    store.clock.advance(MINUTE_MS);
    expect((await app.counts.chainStatus()).endpoints).toMatchObject([
      { state: 'lagging' },
      { state: 'lagging' },
      { state: 'healthy' },
    ]);
    claimHeight(liar, FAR);
    for (const node of [one, other]) finalize(node, 1);
    const block = one.finalizedBlock;
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, block, why: null });
  });

  it('is not believed while the finality of all others is stalled', async () => {
    const [one, other, liar] = nodes;
    await startWith(...nodes);
    await served();
    const block = one.finalizedBlock;
    for (const node of [one, other]) {
      node.stallFinality();
      node.makeBlock(60);
    }
    claimHeight(liar, FAR);
    expect(await servedAfter(6 * MINUTE_MS)).toMatchObject({
      node: 0,
      block,
      why: 'FINALITY_STALLED',
    });
  });
});

describe('who of two has stood still', () => {
  it('is known once the lower one was seen to go on', async () => {
    const [good, liar] = nodes;
    claimHeight(liar, FAR);
    await startWith(good, liar);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    finalize(good, 1);
    const block = good.finalizedBlock;
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, block, why: null });
  });

  it('is known once it has stood for longer than finality may', async () => {
    const [frozen, good] = nodes;
    finalize(good, 1500);
    await startWith(frozen, good);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    const block = good.finalizedBlock;
    expect(await servedAfter(6 * MINUTE_MS)).toMatchObject({ node: 1, block, why: null });
  });

  it('is not known by a third that is syncing', async () => {
    const [frozen, good, syncing] = nodes;
    finalize(good, 1500);
    syncing.setHealth({ isSyncing: true });
    await startWith(frozen, good, syncing);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
  });

  it('stays in doubt while the other one is connected anew', async () => {
    const [frozen, good] = nodes;
    finalize(good, 1500);
    await startWith(frozen, good);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    good.slow(1500);
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
  });
});
