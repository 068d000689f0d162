import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { type CountsApp, startCounts } from '../../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../../testing/index.js';
import type { CountDefinition, CountRead } from '../counts/count-definition.js';
import type { OnChainCountsService } from '../on-chain-counts.service.js';
import type { RpcModuleOptions } from '../rpc.options.js';

/** `Membership.CounterForMembership`. */
const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';

const YEAR_MS = 365 * 24 * 3_600_000;

let chain: DevChain;
let store: InMemoryCacheStore;
let apps: CountsApp[];

async function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  const app = await startCounts(store, { endpoints: [chain.url], ...options });
  apps.push(app);
  return app.counts;
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual', startBlock: 100, finalityLagBlocks: 2 });
  store = new InMemoryCacheStore();
  apps = [];
});

afterEach(async () => {
  for (const app of apps) await app.close();
  await chain.close();
});

describe('a snapshot at a block', () => {
  it('is what it was then, whatever the newest is', async () => {
    chain.set({ members: 7100 });
    chain.makeBlock();
    const then = chain.bestBlock;
    chain.set({ members: 7200 });
    chain.makeBlock(3);
    const counts = await start();
    const byNumber = await counts.snapshotAt(then.number);
    expect(byNumber).toMatchObject({
      block: { ...then, finalized: true },
      counts: { wotSize: 7100 },
      freshness: { state: 'fresh', expiresAt: null, tier: 'chain' },
    });
    expect((await counts.snapshotAt(then.hash)).counts).toMatchObject({ wotSize: 7100 });
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7200 });
    expect(chain.calls.get('state_queryStorageAt')).toBe(2);
  });

  it('is kept for ever, and found by number and hash when no node is there', async () => {
    const { number, hash } = chain.finalizedBlock;
    const snapshot = await (await start()).snapshotAt(hash.toUpperCase().replace('0X', '0x'));
    await chain.stopListening();
    store.clock.advance(YEAR_MS);
    const counts = await start({ genesisHash: chain.genesisHash });
    for (const block of [number, hash]) {
      expect(await counts.snapshotAt(block)).toMatchObject({
        counts: snapshot.counts,
        block: snapshot.block,
        freshness: { state: 'fresh', tier: 'postgres', ageSeconds: YEAR_MS / 1000 },
      });
    }
  });

  it('is not taken from a node that takes one block for another', async () => {
    const { number, hash } = chain.finalizedBlock;
    const counts = await start();
    await counts.snapshot();
    chain.intercept('chain_getBlockHash', ({ id, params }) =>
      params[0] === number - 1 ? JSON.stringify({ jsonrpc: '2.0', id, result: hash }) : undefined,
    );
    await expect(counts.snapshotAt(number - 1)).rejects.toThrow(/was said to be block/);
    chain.intercept('chain_getBlockHash', null);
    store.clock.advance(120_000);
    const { block } = await counts.snapshotAt(number - 1);
    expect(block.hash).not.toBe(hash);
  });

  it('says which counts had not been defined when it was read', async () => {
    const { number } = chain.finalizedBlock;
    const before = await (await start()).snapshotAt(number);
    const later: CountDefinition = {
      name: 'headNumber',
      kind: 'count',
      alternatives: [{ pallet: 'System', item: 'Number', read: 'value' }],
    };
    const app = await startCounts(store, { endpoints: [chain.url] }, { features: [[later]] });
    apps.push(app);
    expect((await app.counts.snapshotAt(number - 1)).counts['headNumber']).toBe(number - 1);
    expect(await app.counts.snapshotAt(number)).toMatchObject({
      counts: before.counts,
      unavailable: [
        { name: 'headNumber', reason: 'it was not counted, or not so, when this block was read' },
      ],
    });
  });

  it('has no count that was defined otherwise when it was read', async () => {
    const { number } = chain.finalizedBlock;
    const withCount = async (read: CountRead): Promise<OnChainCountsService> => {
      const alternatives = [{ pallet: 'SmithMembers', item: 'Smiths', read }];
      const count: CountDefinition = { name: 'kept', kind: 'count', alternatives };
      const app = await startCounts(store, { endpoints: [chain.url] }, { features: [[count]] });
      apps.push(app);
      return app.counts;
    };
    const all = await (await withCount('entries')).snapshotAt(number);
    const counts = await withCount({ entriesWhere: { field: 'status', equals: 'Excluded' } });
    const { kept, ...others } = all.counts;
    expect(kept).toBeGreaterThan(0);
    expect(await counts.snapshotAt(number)).toMatchObject({
      unavailable: [{ name: 'kept', reason: expect.stringContaining('not so') }],
    });
    expect((await counts.snapshotAt(number)).counts).toEqual(others);
    expect((await counts.snapshotAt(number - 1)).counts['kept']).not.toBe(kept);
  });

  it('is read by the runtime of that block', async () => {
    const before = chain.bestBlock;
    chain.upgradeRuntime('smith-membership');
    chain.makeBlock();
    chain.set({ smiths: 44 });
    chain.makeBlock();
    chain.finalizeAll();
    const counts = await start();
    expect(await counts.snapshotAt(before.number)).toMatchObject({
      network: { specVersion: 1100 },
      counts: { smithSize: 20 },
    });
    expect(await counts.snapshotAt(chain.bestBlock.number)).toMatchObject({
      network: { specVersion: 1101 },
      counts: { smithSize: 44 },
    });
  });

  it('is refused for a block that nodes have forgotten, asked of them once in a while', async () => {
    chain.pruneStatesBefore(95);
    const counts = await start();
    const forgotten = {
      name: 'SnapshotNotKeptError',
      code: 'SNAPSHOT_NOT_KEPT',
      block: 90,
      reason: expect.stringContaining('State already discarded'),
    };
    await expect(counts.snapshotAt(90)).rejects.toMatchObject(forgotten);
    const asked = chain.calls.get('chain_getBlockHash');
    await expect(counts.snapshotAt(90)).rejects.toMatchObject(forgotten);
    expect(chain.calls.get('chain_getBlockHash')).toBe(asked);
    expect((await counts.snapshotAt(95)).block.number).toBe(95);
    expect((await counts.chainStatus()).endpoints).toMatchObject([{ state: 'healthy' }]);
  });

  it('is read from an endpoint that still has it', async () => {
    const archive = await startDevChain({ blockTimeMs: 'manual', startBlock: 100 });
    chain.pruneStatesBefore(95);
    const counts = await start({ endpoints: [chain.url, archive.url] });
    expect(await counts.snapshotAt(90)).toMatchObject({ endpoint: archive.url });
    await archive.close();
  });

  it('that cannot be read says nothing of how an endpoint is at the head', async () => {
    const other = await startDevChain({ blockTimeMs: 'manual', startBlock: 100 });
    const old = chain.finalizedBlock;
    chain.makeBlock();
    chain.intercept('state_queryStorageAt', ({ params }) =>
      params[1] === old.hash ? 'no JSON' : undefined,
    );
    const counts = await start({ endpoints: [chain.url, other.url] });
    expect((await counts.snapshotAt(old.number)).endpoint).toBe(other.url);
    expect((await counts.snapshot()).endpoint).toBe(chain.url);
    await other.close();
  });

  it('that was read on the word of one endpoint is read again where two must agree', async () => {
    const other = await startDevChain({ blockTimeMs: 'manual', startBlock: 100 });
    const { number, hash } = chain.finalizedBlock;
    chain.lie({ members: 7000 });
    expect((await (await start()).snapshotAt(number)).counts).toMatchObject({ wotSize: 7000 });
    const endpoints = [chain.url, other.url];
    const strict = await start({ endpoints, quorum: 2 });
    for (const block of [number, hash]) {
      expect(await strict.snapshotAt(block)).toMatchObject({
        counts: { wotSize: 7000 },
        freshness: { state: 'stale', reason: 'QUORUM_NOT_REACHED' },
      });
    }
    chain.lie(null);
    store.clock.advance(120_000);
    const agreed = { counts: { wotSize: 7224 }, freshness: { state: 'fresh' } };
    expect(await strict.snapshotAt(number)).toMatchObject(agreed);
    for (const node of [chain, other]) await node.stopListening();
    store.clock.advance(YEAR_MS);
    const later = await start({ endpoints, quorum: 2, genesisHash: chain.genesisHash });
    for (const block of [number, hash]) {
      expect(await later.snapshotAt(block)).toMatchObject(agreed);
    }
    await other.close();
  });

  it('that lacks a count is read again soon, where another endpoint could have confirmed it', async () => {
    const other = await startDevChain({ blockTimeMs: 'manual', startBlock: 100 });
    await other.stopListening();
    const { number, hash } = chain.finalizedBlock;
    const counts = await start({ endpoints: [chain.url, other.url] });
    chain.intercept('state_queryStorageAt', (_, text) =>
      text.replace(new RegExp(`("${WOT}",)"0x[\\da-f]*"`), '$1null'),
    );
    const lacking = { counts: { smithSize: 20 }, unavailable: [{ name: 'wotSize' }] };
    expect(await counts.snapshotAt(number)).toMatchObject(lacking);
    chain.intercept('state_queryStorageAt', null);
    chain.pruneStatesBefore(number + 1);
    store.clock.advance(120_000);
    expect(await counts.snapshotAt(number)).toMatchObject({
      ...lacking,
      freshness: { state: 'stale' },
    });
    await other.resumeListening();
    store.clock.advance(120_000);
    for (const block of [number, hash]) {
      expect(await counts.snapshotAt(block)).toMatchObject({
        counts: { wotSize: 7224 },
        unavailable: [],
        freshness: { state: 'fresh' },
      });
    }
    await other.close();
  });

  it('is refused for a block that is not final', async () => {
    const counts = await start();
    const { number, hash } = chain.bestBlock;
    for (const block of [number, hash, number + 1_000_000]) {
      await expect(counts.snapshotAt(block)).rejects.toMatchObject({
        code: 'SNAPSHOT_NOT_KEPT',
        reason: expect.stringMatching(/is not finalized$/),
      });
    }
    chain.finalizeAll();
    store.clock.advance(60_000);
    expect((await counts.snapshotAt(number)).block).toMatchObject({ number, hash });
  });

  it('is refused for a block that is not on the finalized chain, or on none', async () => {
    const counts = await start();
    const { number, hash } = chain.finalizedBlock;
    chain.fork(number);
    chain.finalizeAll();
    for (const block of [hash, `0x${'ab'.repeat(32)}`]) {
      await expect(counts.snapshotAt(block)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_KEPT' });
    }
  });

  it.each([-1, 1.5, NaN, Infinity, '', '5', '0x12', `0x${'zz'.repeat(32)}`])(
    'is refused for %p, which is no block, before any node is asked',
    async (block) => {
      const counts = await start({ genesisHash: chain.genesisHash });
      await expect(counts.snapshotAt(block)).rejects.toMatchObject({
        code: 'BLOCK_REFERENCE_INVALID',
      });
      expect(chain.calls.size).toBe(0);
    },
  );
});
