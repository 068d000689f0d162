import { describe, expect, it } from '@jest/globals';
import { post, RpcClient } from '../test/support/rpc-client.js';
import { startDevChain } from './index.js';
import { portOf, reasonOf } from './start-up.js';

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource.startsWith('TCP')).length;
}

describe('a development chain', () => {
  it('starts in under 200 ms', async () => {
    const timesMs: number[] = [];
    for (let start = 0; start < 5; start += 1) {
      const started = performance.now();
      const chain = await startDevChain();
      timesMs.push(performance.now() - started);
      await chain.close();
    }
    process.stdout.write(`starts in ms: ${timesMs.map(Math.round).join(' ')}\n`);
    expect(Math.min(...timesMs)).toBeLessThan(200);
  });

  it('makes blocks by itself when they are due', async () => {
    const chain = await startDevChain({ blockTimeMs: 20 });
    const client = await RpcClient.connect(chain.url);
    const id = await client.result('chain_subscribeFinalizedHeads');
    const told = await client.toldOnce(id, 4);
    const heights = told.map((head) => Number(head['number']));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(new Set(heights).size).toBe(heights.length);
    await client.close();
    await chain.close();
  });

  it('catches up with the blocks that it slept through, announcing the last', async () => {
    let now = Date.UTC(2026, 10, 22);
    const chain = await startDevChain({ blockTimeMs: 20, clock: { now: () => now } });
    const client = await RpcClient.connect(chain.url);
    const { number } = chain.bestBlock;
    now += 20_000;
    const id = await client.result('chain_subscribeNewHeads');
    const [, head] = await client.toldOnce(id, 2);
    expect(Number(head?.['number'])).toBe(number + 1_000);
    await client.close();
    await chain.close();
  });

  it('leaves no timer, socket or server behind', async () => {
    // Of this process: another test file may have left something of its own.
    const before = openSockets();
    const chain = await startDevChain({ blockTimeMs: 20 });
    const client = await RpcClient.connect(chain.url);
    await client.result('chain_subscribeNewHeads');
    chain.slow(60_000);
    client.request('system_chain');
    const unanswered = post(chain.httpUrl, '{"jsonrpc":"2.0","id":1,"method":"system_chain"}');
    while (chain.calls.get('system_chain') !== 2) await new Promise(setImmediate);
    await chain.close();
    await expect(unanswered).rejects.toThrow('fetch failed');
    await client.closed();
    expect(chain.connections).toBe(0);
    const { number } = chain.bestBlock;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(chain.bestBlock.number).toBe(number);
    // A closed socket is let go of by the event loop a moment later.
    const deadline = performance.now() + 5000;
    while (openSockets() > before && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(openSockets()).toBeLessThanOrEqual(before);
  });

  it('says which port is taken', async () => {
    const chain = await startDevChain();
    const port = Number(new URL(chain.url).port);
    const error: unknown = await startDevChain({ port }).catch((reason: unknown) => reason);
    expect(reasonOf(error)).toContain(`port ${port} is taken`);
    await chain.close();
  });

  it.each([{ blockTimeMs: 0 }, { seed: -1 }, { startBlock: 1.5 }, { members: -1 }])(
    'refuses %p',
    async (options) => {
      await expect(startDevChain(options)).rejects.toThrow(RangeError);
    },
  );
});

describe('its port when it stands alone', () => {
  it('is that of Substrate unless another one is wanted', () => {
    expect(portOf(undefined)).toBe(9_944);
    expect(portOf('0')).toBe(0);
  });

  it.each(['x', '65536', '-1', '1.5'])('can not be %p', (setting) => {
    expect(() => portOf(setting)).toThrow(/DEV_CHAIN_PORT/);
  });
});
