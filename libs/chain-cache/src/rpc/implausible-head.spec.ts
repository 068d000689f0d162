import { describe, expect, it } from '@jest/globals';
import type { DevChain } from 'duniter-dev-chain';
import { claimHeight } from '../../../../test/support/claim-height.js';
import { forEachTest, type ThreeNodes } from '../../../../test/support/three-nodes.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';

const FAR = 0x7fffffff;
const MINUTE_MS = 60_000;

let its: ThreeNodes;
let nodes: ThreeNodes['nodes'];
let store: ThreeNodes['store'];
let counts: OnChainCountsService;

forEachTest((given) => {
  its = given;
  ({ nodes, store } = its);
});

async function startWith(...endpoints: DevChain[]): Promise<void> {
  counts = await its.start({ endpoints: endpoints.map(({ url }) => url), ttlSeconds: 30 });
}

/** Whose head is served, and why it is stale. */
async function served() {
  const snapshot = await counts.snapshot();
  const { block, freshness } = snapshot;
  return { node: its.indexOf(snapshot), block, why: freshness.reason };
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
      its.finalize([good], 600);
      const block = good.finalizedBlock;
      expect(await servedAfter(60 * MINUTE_MS)).toMatchObject({ node: 1, block, why: null });
    }
  });

  it('is not believed of one that leapt there in two steps, whoever it made lag by the first', async () => {
    const [one, other, liar] = nodes;
    await startWith(...nodes);
    await served();
    claimHeight(liar, liar.finalizedBlock.number + 500);
    store.clock.advance(MINUTE_MS);
    expect((await counts.chainStatus()).endpoints).toMatchObject([
      { state: 'lagging' },
      { state: 'lagging' },
      { state: 'healthy' },
    ]);
    claimHeight(liar, FAR);
    its.finalize([one, other]);
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
    its.finalize([good], 1);
    const block = good.finalizedBlock;
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, block, why: null });
  });

  it('is known once it has stood for longer than finality may', async () => {
    const [frozen, good] = nodes;
    its.finalize([good], 1500);
    await startWith(frozen, good);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    const block = good.finalizedBlock;
    expect(await servedAfter(6 * MINUTE_MS)).toMatchObject({ node: 1, block, why: null });
  });

  it('is not known by a third that is syncing', async () => {
    const [frozen, good, syncing] = nodes;
    its.finalize([good], 1500);
    syncing.setHealth({ isSyncing: true });
    await startWith(frozen, good, syncing);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
  });

  it('stays in doubt while the other one is connected anew', async () => {
    const [frozen, good] = nodes;
    its.finalize([good], 1500);
    await startWith(frozen, good);
    expect(await served()).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
    good.slow(1500);
    expect(await servedAfter(MINUTE_MS)).toMatchObject({ node: 0, why: 'NODE_LAGGING' });
  });
});
