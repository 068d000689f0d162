import { expect, it, jest } from '@jest/globals';
import { startDevChain } from 'duniter-dev-chain';
import { startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';

it('loads nothing of polkadot.js while it is known how the runtime is read', async () => {
  const chain = await startDevChain({ blockTimeMs: 'manual' });
  const store = new InMemoryCacheStore();
  const before = await startCounts(store, { endpoints: [chain.url] });
  await before.counts.snapshot();
  await before.close();

  jest.resetModules();
  const loaded = jest.fn();
  for (const name of ['@polkadot/types', '@polkadot/util-crypto']) {
    jest.unstable_mockModule(name, () => {
      loaded(name);
      return {};
    });
  }
  const anew = await import('../../../../test/support/on-chain-counts.js');
  store.clock.advance(3_600_000);
  chain.set({ smiths: 23 });
  chain.makeBlock(10);
  const app = await anew.startCounts(store, { endpoints: [chain.url] });
  expect(await app.counts.snapshot()).toMatchObject({
    block: chain.finalizedBlock,
    counts: { smithSize: 23 },
    freshness: { tier: 'chain' },
  });
  expect(loaded).not.toHaveBeenCalled();
  expect(chain.calls.get('state_getMetadata')).toBe(1);

  const unplanned = await anew.startCounts(new InMemoryCacheStore(), { endpoints: [chain.url] });
  await expect(unplanned.counts.snapshot()).rejects.toThrow('');
  expect(loaded).toHaveBeenCalledWith('@polkadot/types');
  await unplanned.close();
  await app.close();
  await chain.close();
});
