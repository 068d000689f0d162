import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChainSnapshot, duniterPreset } from 'nestjs-chain-cache';
import { assetHubPreset, count } from './asset-hub-preset.js';
import { ChopsticksNode } from './chopsticks-node.js';
import { Consumer } from './consumer.js';
import { readByReference } from './reference.js';

describe('what is read of a real runtime', () => {
  let node: ChopsticksNode;

  beforeAll(async () => {
    node = await ChopsticksNode.start();
  });

  afterAll(() => node.stop());

  const snapshotWith = async (preset: typeof assetHubPreset): Promise<ChainSnapshot> => {
    const consumer = await Consumer.start(node.url, { preset });
    try {
      return await consumer.counts.snapshot();
    } finally {
      await consumer.stop();
    }
  };

  it('says which chain, runtime and finalized block it is of', async () => {
    const { network, block, endpoint, freshness } = await snapshotWith(assetHubPreset);

    const { specName, specVersion } = node.api.runtimeVersion;
    expect(network).toEqual({
      name: node.api.runtimeChain.toString(),
      genesisHash: node.api.genesisHash.toHex(),
      specName: specName.toString(),
      specVersion: specVersion.toNumber(),
      development: true,
    });
    expect(block).toEqual({ ...(await node.head()), finalized: true });
    expect(endpoint).toBe(node.url);
    expect(freshness).toMatchObject({ state: 'fresh', reason: null });
  });

  it('reports every count of Duniter as unavailable, with its reason, and none as 0', async () => {
    const { counts, amounts, unavailable } = await snapshotWith(duniterPreset);

    expect(counts).toEqual({});
    expect(amounts).toEqual({});
    expect(unavailable.map(({ name }) => name)).toEqual([
      'wotSize',
      'smithSize',
      'techCommSize',
      'identityCount',
      'onlineAuthorityCount',
      'techCommProposalCount',
      'monetaryMass',
    ]);
    for (const { reason } of unavailable) expect(reason).toMatch(/no such pallet/);
  });

  describe('counts of the runtime, at one block', () => {
    let snapshot: ChainSnapshot;

    beforeAll(async () => {
      snapshot = await snapshotWith(assetHubPreset);
    });

    it('are all there', () => {
      expect(snapshot.unavailable).toEqual([]);
    });

    it.each(assetHubPreset.definitions)('$name is what ApiPromise reads', async (definition) => {
      const { counts, amounts, block } = snapshot;

      const read = String(counts[definition.name] ?? amounts[definition.name]);

      expect(read).toBe(await readByReference(node.api, definition, block.hash));
    });

    it('are of the block that they say they are of', () => {
      expect(snapshot.counts['blockNumber']).toBe(snapshot.block.number);
    });
  });

  it('takes the first place that the runtime has', async () => {
    const { alternatives } = count('validatorCount', 'Session.Validators', 'length');
    const older = count('validatorCount', 'Staking.Validators', 'entries');
    const definition = { ...older, alternatives: [...older.alternatives, ...alternatives] };

    const { counts } = await snapshotWith({ definitions: [definition], invariants: [] });

    expect(counts).toEqual({ validatorCount: 4 });
  });

  it.each([
    ['a pallet that is not there', count('size', 'Membership.Members', 'length'), /no such pallet/],
    ['an item that is not there', count('size', 'Session.Members', 'length'), /no such item/],
    ['a vector taken for a number', count('size', 'Session.Validators', 'value'), /not a plain/],
    ['a number taken for a vector', count('size', 'System.Number', 'length'), /not a plain/],
    ['a map taken for a vector', count('size', 'System.Account', 'length'), /not a plain/],
    ['a vector taken for a map', count('size', 'Session.Validators', 'entries'), /not a map/],
    // In the metadata, but never written: ApiPromise says 0.
    ['an item that was never written', count('size', 'Session.CurrentIndex', 'value'), /nothing/],
  ])('reports %s as unavailable, and not as 0', async (_, definition, reason) => {
    const { counts, unavailable } = await snapshotWith({
      definitions: [definition],
      invariants: [],
    });

    expect(counts).toEqual({});
    expect(unavailable).toEqual([{ name: 'size', reason: expect.stringMatching(reason) }]);
  });
});
