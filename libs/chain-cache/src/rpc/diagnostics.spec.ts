import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from '@jest/globals';
import { startDevChain } from 'duniter-dev-chain';
import { startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';

it('every call and every refusal can be counted by endpoint', async () => {
  const chain = await startDevChain({ blockTimeMs: 'manual' });
  const calls: unknown[] = [];
  const refusals: unknown[] = [];
  const hearCall = (event: unknown) => void calls.push(event);
  const hearRefusal = (event: unknown) => void refusals.push(event);
  subscribe('chain-cache:call', hearCall);
  subscribe('chain-cache:refusal', hearRefusal);

  const store = new InMemoryCacheStore();
  const app = await startCounts(store, { endpoints: [chain.url], ttlSeconds: 1 });
  await app.counts.snapshot();
  const asked = [...chain.calls.values()].reduce((sum, times) => sum + times, 0);
  expect(calls).toHaveLength(asked);
  expect(calls).toContainEqual({
    endpoint: chain.url,
    method: 'state_queryStorageAt',
    outcome: 'answered',
    code: null,
    durationMs: expect.any(Number),
  });
  chain.regressFinalized(chain.finalizedBlock.number - 1);
  store.clock.advance(1000);
  await app.counts.snapshot();
  expect(refusals).toEqual([{ endpoint: chain.url, code: 'HEAD_REGRESSED' }]);
  chain.failMethod('system_health', { code: -32603, message: 'Internal error' });
  store.clock.advance(60_000);
  await app.counts.snapshot();
  expect(calls).toContainEqual(
    expect.objectContaining({ method: 'system_health', outcome: 'failed', code: 'NODE_ERROR' }),
  );

  unsubscribe('chain-cache:call', hearCall);
  unsubscribe('chain-cache:refusal', hearRefusal);
  await app.close();
  await chain.close();
});
