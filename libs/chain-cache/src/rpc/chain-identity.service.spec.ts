import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

const HOUR_MS = 3_600_000;

let chain: DevChain;
let other: DevChain;
let store: InMemoryCacheStore;
let apps: CountsApp[];

async function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  const app = await startCounts(store, { endpoints: [chain.url], ...options });
  apps.push(app);
  return app.counts;
}

async function stop(): Promise<void> {
  await apps.pop()?.close();
}

/** Lets a development chain pass for a real one, which is remembered. */
function passForLive(devChain: DevChain): void {
  devChain.intercept('system_chainType', ({ id }) =>
    JSON.stringify({ jsonrpc: '2.0', id, result: 'Live' }),
  );
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual', members: 7001 });
  other = await startDevChain({ blockTimeMs: 'manual', members: 8002, genesisSalt: 'other' });
  store = new InMemoryCacheStore();
  apps = [];
});

afterEach(async () => {
  for (const app of apps) await app.close();
  await chain.close();
  await other.close();
});

describe('the chain that is meant', () => {
  it('is the configured one, in whatever case its hash is written', async () => {
    const genesisHash = `0x${other.genesisHash.slice(2).toUpperCase()}`;
    const counts = await start({ endpoints: [chain.url, other.url], genesisHash });
    expect(await counts.snapshot()).toMatchObject({
      endpoint: other.url,
      counts: { wotSize: 8002 },
    });
    const { endpoints } = await counts.chainStatus();
    expect(endpoints).toMatchObject([
      {
        endpoint: chain.url,
        state: 'wrong-chain',
        code: 'WRONG_CHAIN',
        reason: `it is on the chain ${chain.genesisHash}, not on ${other.genesisHash}`,
      },
      { endpoint: other.url, state: 'healthy', code: null },
    ]);
  });

  it('is refused on every other chain, with nothing read from it', async () => {
    const counts = await start({ genesisHash: other.genesisHash });
    await expect(counts.snapshot()).rejects.toMatchObject({ code: 'WRONG_CHAIN' });
    expect(chain.calls.get('state_queryStorageAt')).toBeUndefined();
  });

  it('is the first one that was seen, from then on', async () => {
    passForLive(chain);
    await (await start()).snapshot();
    await stop();
    const counts = await start({ endpoints: [other.url] });
    expect(await counts.snapshot()).toMatchObject({ counts: { wotSize: 7001 } });
    store.clock.advance(HOUR_MS);
    expect(await counts.snapshot()).toMatchObject({
      counts: { wotSize: 7001 },
      freshness: { state: 'stale', reason: 'WRONG_CHAIN' },
    });
    expect(other.calls.get('state_queryStorageAt')).toBeUndefined();
  });

  it('is another one once it was told to forget', async () => {
    passForLive(chain);
    await (await start()).snapshot();
    await stop();
    const counts = await start({ endpoints: [other.url] });
    await counts.snapshot();
    expect(await counts.forgetIdentity()).toBe(true);
    expect(await counts.snapshot()).toMatchObject({
      network: { genesisHash: other.genesisHash },
      counts: { wotSize: 8002 },
    });
  });

  it('is agreed on by replicas that start at once with endpoints on different chains', async () => {
    passForLive(chain);
    passForLive(other);
    const replicas = await Promise.all([start(), start({ endpoints: [other.url] })]);
    const chainOf = async (counts: OnChainCountsService): Promise<string> => {
      store.clock.advance(60_000);
      const { network } = await counts.snapshot();
      return network.genesisHash;
    };
    await Promise.allSettled(replicas.map(chainOf));
    const [first] = (await Promise.allSettled(replicas.map(chainOf))).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    expect([chain.genesisHash, other.genesisHash]).toContain(first);
    expect(await Promise.all(replicas.map(chainOf))).toEqual([first, first]);
  });

  it('is never a development chain for longer than a process runs', async () => {
    await (await start()).snapshot();
    await stop();
    const counts = await start({ endpoints: [other.url] });
    expect(await counts.snapshot()).toMatchObject({
      network: { genesisHash: other.genesisHash, development: true },
      counts: { wotSize: 8002 },
    });
  });

  it('is found again by the endpoints when a development chain is down at the start', async () => {
    await (await start()).snapshot();
    await stop();
    await chain.stopListening();
    expect(await (await start()).snapshot()).toMatchObject({
      network: { genesisHash: chain.genesisHash, development: true },
      counts: { wotSize: 7001 },
    });
    const elsewhere = await start({ endpoints: ['ws://127.0.0.1:1'] });
    await expect(elsewhere.snapshot()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
  });

  it('is found again in good time when the node says nothing', async () => {
    await (await start()).snapshot();
    await stop();
    chain.hang();
    const startedAt = performance.now();
    const counts = await start({ callTimeoutMs: 60_000 });
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7001 });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

describe('an endpoint that comes back on another chain', () => {
  it.each([
    { by: 'WebSocket', url: () => chain.url },
    { by: 'HTTP', url: () => chain.httpUrl },
  ])('is refused, and the numbers of the first one are served, by $by', async ({ url }) => {
    const counts = await start({ endpoints: [url()] });
    await counts.snapshot();
    const { genesisHash } = chain;
    chain.becomeChain('usurper');
    expect(chain.genesisHash).not.toBe(genesisHash);
    store.clock.advance(HOUR_MS);
    chain.resetCalls();
    expect(await counts.snapshot()).toMatchObject({
      network: { genesisHash },
      freshness: { state: 'stale', reason: 'WRONG_CHAIN' },
    });
    expect(chain.calls.get('state_queryStorageAt')).toBeUndefined();
    expect((await counts.chainStatus()).endpoints).toMatchObject([{ state: 'wrong-chain' }]);
  });
});
