import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BlockName, type DevChain, startDevChain } from 'duniter-dev-chain';
import { type CountsApp, startCounts } from '../../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../../testing/index.js';

/** `System.LastRuntimeUpgrade`, and what it holds: a compact version, then the name `g1`. */
const LAST_UPGRADE = '0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8';
const EXECUTED_BY = { 1100: '0x3111086731', 1101: '0x3511086731' } as const;
/** `SmithMembership.CounterForMembership`. */
const MOVED_SMITHS = '0xc4d3a9ae16a35ffc8be0f4aca62111e765cd6a25c6273788a61a301e88039d20';

let chain: DevChain;
let store: InMemoryCacheStore;
let app: CountsApp;

function finalize(): BlockName {
  chain.makeBlock();
  chain.finalizeAll();
  return chain.finalizedBlock;
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  store = new InMemoryCacheStore();
  app = await startCounts(store, { endpoints: [chain.url] });
});

afterEach(async () => {
  await app.close();
  await chain.close();
});

/**
 * As on a real chain: the block that brings the code is executed by the former runtime, and what it
 * leaves behind is laid out by that one. The next block moves the smiths.
 */
async function* upgrade() {
  yield { block: finalize(), specVersion: 1100, smithSize: 20 };
  chain.upgradeRuntime('smith-membership', { migrate: false });
  chain.setStorage(LAST_UPGRADE, EXECUTED_BY[1100]);
  yield { block: finalize(), specVersion: 1100, smithSize: 20 };
  chain.setStorage(LAST_UPGRADE, EXECUTED_BY[1101]);
  chain.setStorage(MOVED_SMITHS, '0x21000000');
  yield { block: finalize(), specVersion: 1101, smithSize: 33 };
  yield { block: finalize(), specVersion: 1101, smithSize: 33 };
}

describe('a runtime upgrade that moves the smiths to another pallet', () => {
  it('is seen at each block as the runtime that executed it left it', async () => {
    const blocks: BlockName[] = [];
    const newest: unknown[] = [];
    for await (const { block, specVersion, smithSize } of upgrade()) {
      store.clock.advance(3_600_000);
      const snapshot = await app.counts.snapshot();
      expect(snapshot).toMatchObject({ block, network: { specVersion }, counts: { smithSize } });
      const { network, counts, amounts, unavailable } = snapshot;
      newest.push({ network, counts, amounts, unavailable });
      blocks.push(block);
    }
    for (const [index, { number }] of blocks.entries()) {
      expect(await app.counts.snapshotAt(number)).toMatchObject(newest[index] as object);
    }
  });

  it('reads the newest layout where nothing tells which runtime was at work', async () => {
    chain.setStorage(LAST_UPGRADE, null);
    chain.upgradeRuntime('smith-membership');
    chain.set({ smiths: 34 });
    const { number } = finalize();
    for (const snapshot of [await app.counts.snapshot(), await app.counts.snapshotAt(number)]) {
      expect(snapshot).toMatchObject({ network: { specVersion: 1101 }, counts: { smithSize: 34 } });
    }
  });
});
