import { expect, it, jest } from '@jest/globals';
import { startDevChain } from 'duniter-dev-chain';
import { InMemoryCacheStore } from '../../testing/index.js';

it('reads a chain, its metadata included, and loads nothing of polkadot.js', async () => {
  const loaded = jest.fn();
  for (const name of ['@polkadot/api', '@polkadot/types', '@polkadot/util-crypto']) {
    jest.unstable_mockModule(name, () => {
      loaded(name);
      return {};
    });
  }
  const { startCounts } = await import('../../../../test/support/on-chain-counts.js');
  const chain = await startDevChain({ blockTimeMs: 'manual' });
  const app = await startCounts(new InMemoryCacheStore(), { endpoints: [chain.url] });
  expect((await app.counts.snapshot()).counts).toMatchObject({ wotSize: 7224, smithSize: 20 });
  expect(chain.calls.get('state_getMetadata')).toBe(1);
  expect(loaded).not.toHaveBeenCalled();
  await app.close();
  await chain.close();
});
