import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { eventually } from '../../../../test/support/eventually.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheModule, InMemoryCacheStore } from '../../testing/index.js';
import type { CountDefinition } from './counts/count-definition.js';
import { polkadotPreset } from './counts/presets/polkadot.js';
import { OnChainCountsService } from './on-chain-counts.service.js';
import { RpcModule } from './rpc.module.js';

let chain: DevChain;
let store: InMemoryCacheStore;
let app: CountsApp | undefined;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual', excludedSmiths: 7, smiths: 20 });
  store = new InMemoryCacheStore();
  app = undefined;
});

afterEach(async () => {
  await app?.close();
  await chain.close();
});

describe('RpcModule', () => {
  it('takes its options from other providers', async () => {
    const module = await Test.createTestingModule({
      imports: [
        InMemoryCacheModule.forRoot({}),
        RpcModule.forRootAsync({ useFactory: () => ({ endpoints: [chain.url] }) }),
      ],
    }).compile();
    await module.init();
    expect(await module.get(OnChainCountsService).wotSize()).toBe(7224);
    await module.close();
  });

  it('refuses to start with wrong options', async () => {
    await expect(startCounts(store, { endpoints: [] })).rejects.toMatchObject({
      code: 'RPC_OPTIONS_INVALID',
    });
  });

  it('starts without waiting for a node', async () => {
    chain.hang();
    app = await startCounts(store, { endpoints: [chain.url] });
    expect(chain.connections).toBe(0);
  });

  it('shuts down while nodes are silent, leaving no connection', async () => {
    for (const endpoint of [chain.url, chain.httpUrl]) {
      const stopping = await startCounts(store, { endpoints: [endpoint], callTimeoutMs: 60_000 });
      chain.hang();
      const pending = stopping.counts.snapshot().catch((error: unknown) => error);
      await eventually(() => expect(chain.connections).toBeGreaterThan(0));
      const startedAt = performance.now();
      await stopping.close();
      expect(await pending).toBeInstanceOf(Error);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      await eventually(() => expect(chain.connections).toBe(0));
      chain.unhang();
    }
  });
});

describe('RpcModule.forFeature', () => {
  const excluded: CountDefinition = {
    name: 'excludedSmithCount',
    kind: 'count',
    alternatives: [
      {
        pallet: 'SmithMembers',
        item: 'Smiths',
        read: { entriesWhere: { field: 'status', equals: 'Excluded' } },
      },
    ],
  };
  const allSmiths: CountDefinition = {
    name: 'smithEntryCount',
    kind: 'count',
    alternatives: [{ pallet: 'SmithMembers', item: 'Smiths', read: 'entries' }],
  };
  const decoded = (name: string, decode: () => number | bigint): CountDefinition => ({
    name,
    kind: 'amount',
    alternatives: [{ pallet: 'SmithMembers', item: 'Smiths', read: { decode } }],
  });
  const certificates: CountDefinition = {
    name: 'smithBytes',
    kind: 'amount',
    alternatives: [
      {
        pallet: 'SmithMembers',
        item: 'Smiths',
        read: { decode: (values) => values.reduce((sum, value) => sum + value.length, 0) },
      },
    ],
  };

  it('adds counts of the consumer to the same snapshots, and asks no more for them', async () => {
    const features = [[excluded, allSmiths], [certificates]];
    app = await startCounts(store, { endpoints: [chain.url] }, { features });
    const { counts, amounts, unavailable } = await app.counts.snapshot();
    expect(counts).toMatchObject({ smithSize: 20, excludedSmithCount: 7, smithEntryCount: 32 });
    expect(Number(amounts['smithBytes'])).toBeGreaterThan(32 * 5);
    expect(unavailable).toEqual([]);
    expect(chain.calls.get('state_getKeysPaged')).toBe(2);
    expect(chain.calls.get('state_queryStorageAt')).toBe(1);
    expect(await app.counts.count('excludedSmithCount')).toMatchObject({ value: 7 });
  });

  it('counts entries alone without their values, page after page', async () => {
    chain.set({ smiths: 2100 });
    chain.makeBlock();
    chain.finalizeAll();
    const preset = { definitions: [allSmiths], invariants: [] };
    app = await startCounts(store, { endpoints: [chain.url], preset });
    const { counts } = await app.counts.snapshot();
    expect(counts).toEqual({ smithEntryCount: 2112 });
    expect(chain.calls.get('state_getKeysPaged')).toBe(4);
    expect(chain.calls.get('state_queryStorageAt')).toBeUndefined();
  });

  it('makes a count unavailable whose decoder fails, and no other', async () => {
    const failing = decoded('failing', () => {
      throw new Error('no such version');
    });
    const features = [[failing, decoded('negative', () => -1), decoded('halved', () => 0.5)]];
    app = await startCounts(store, { endpoints: [chain.url] }, { features });
    const { counts, unavailable } = await app.counts.snapshot();
    expect(counts).toMatchObject({ smithSize: 20 });
    expect(unavailable.map(({ name, reason }) => [name, reason])).toEqual([
      ['failing', expect.stringContaining('its decoder failed: no such version')],
      ['negative', expect.stringContaining('its decoder gave less than 0')],
      ['halved', expect.stringContaining('its decoder failed')],
    ]);
  });

  it('does not take what was read without its counts for an answer', async () => {
    const before = await startCounts(store, { endpoints: [chain.url] });
    await before.counts.snapshot();
    await before.close();
    app = await startCounts(store, { endpoints: [chain.url] }, { features: [[excluded]] });
    expect(await app.counts.count('excludedSmithCount')).toMatchObject({ value: 7 });
  });

  it('refuses what is no list of definitions', async () => {
    const features = [excluded as unknown as CountDefinition[]];
    await expect(startCounts(store, { endpoints: [chain.url] }, { features })).rejects.toThrow(
      'counts must be a list of definitions, not object',
    );
  });

  it('refuses a name that is taken', async () => {
    const features = [[{ ...excluded, name: 'smithSize' }]];
    await expect(startCounts(store, { endpoints: [chain.url] }, { features })).rejects.toThrow(
      'two counts are named smithSize',
    );
  });
});

describe('the Polkadot preset', () => {
  it('counts what such a runtime has, and says what it does not have', async () => {
    const options = { endpoints: [chain.url], preset: polkadotPreset, callTimeoutMs: 20_000 };
    app = await startCounts(store, options);
    const { counts, unavailable } = await app.counts.snapshot();
    expect(counts).toMatchObject({ techCommSize: 5, accountCount: expect.any(Number) });
    expect(unavailable.map(({ name }) => name)).toEqual([
      'validatorCount',
      'councilSize',
      'totalIssuance',
    ]);
    await expect(app.counts.wotSize()).rejects.toMatchObject({ code: 'COUNT_UNKNOWN' });
  });
});
