import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { eventually } from '../../../../test/support/eventually.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

const SMITHS = '0x06178353b415d7698bef6c11a1c01435b2d42147320c09b855ab0f48784edb5d';
const COMMITTEE = '0xed25f63942de25ac5253ba64b5eb64d1ba7fb8745735dc3be2a2c61a72c39e78';
const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';
const MASS = '0x235cdca73b1fc4b26dd60639fe5bf2139593f508433075d9f990fea7fea48d3c';

const HOUR_MS = 3_600_000;
/** `SmithMembership.CounterForMembership`. */
const OLD_SMITHS = '0xc4d3a9ae16a35ffc8be0f4aca62111e765cd6a25c6273788a61a301e88039d20';

let chain: DevChain;
let store: InMemoryCacheStore;
let apps: CountsApp[];
let other: DevChain | undefined;

async function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  const app = await startCounts(store, { endpoints: [chain.url], ...options });
  apps.push(app);
  return app.counts;
}

function finalize(blocks = 1): void {
  chain.makeBlock(blocks);
  chain.finalizeAll();
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  store = new InMemoryCacheStore();
  apps = [];
});

afterEach(async () => {
  for (const app of apps) await app.close();
  await chain.close();
  await other?.close();
  other = undefined;
});

describe('a snapshot', () => {
  it.each([
    { by: 'WebSocket', endpoint: () => chain.url },
    { by: 'HTTP', endpoint: () => chain.httpUrl },
  ])('has every count of one finalized block, read by $by', async ({ endpoint }) => {
    chain.set({ members: 7001, smiths: 21, techCommMembers: 6, proposals: 1 });
    chain.makeBlock(5);
    const counts = await start({ endpoints: [endpoint()] });
    const snapshot = await counts.snapshot();
    expect(snapshot).toEqual({
      network: {
        name: expect.any(String),
        specName: 'g1',
        specVersion: 1100,
        genesisHash: chain.genesisHash,
        development: true,
      },
      block: { ...chain.finalizedBlock, finalized: true },
      counts: {
        wotSize: 7001,
        smithSize: 21,
        techCommSize: 6,
        identityCount: 9000,
        onlineAuthorityCount: 18,
        techCommProposalCount: 1,
      },
      amounts: { monetaryMass: '8234567890' },
      unavailable: [],
      endpoint: endpoint(),
      freshness: {
        state: 'fresh',
        fetchedAt: new Date(store.clock.now()).toISOString(),
        expiresAt: new Date(store.clock.now() + HOUR_MS).toISOString(),
        ageSeconds: expect.any(Number),
        tier: 'chain',
        reason: null,
      },
    });
    expect(chain.finalizedBlock.number).toBeLessThan(chain.bestBlock.number);
  });

  it('gives its counts one by one', async () => {
    const counts = await start();
    const { network, block } = await counts.snapshot();
    const smiths = await counts.count('smithSize');
    expect(smiths).toMatchObject({ name: 'smithSize', value: 20, network, block });
    expect(await counts.count('monetaryMass')).toMatchObject({ value: '8234567890' });
    const sizes = [counts.wotSize(), counts.smithSize(), counts.techCommSize()];
    expect(await Promise.all(sizes)).toEqual([7224, 20, 5]);
  });

  it('has no count by a name that nobody defined', async () => {
    const counts = await start();
    for (const name of ['smiths', '', '__proto__', 'constructor']) {
      await expect(counts.count(name)).rejects.toMatchObject({
        code: 'COUNT_UNKNOWN',
        message: expect.stringContaining('there are wotSize, smithSize,'),
      });
    }
    expect(chain.calls.size).toBe(0);
  });

  it('is read from the node once, and from memory by whoever asks again', async () => {
    const counts = await start();
    await Promise.all(Array.from({ length: 100 }, () => counts.snapshot()));
    const asked = Object.fromEntries(chain.calls);
    expect(asked).toEqual({
      // Once to learn which chain it is, and once for its newest block.
      chain_getBlockHash: 1,
      system_chain: 1,
      system_chainType: 1,
      system_health: 2,
      chain_getFinalizedHead: 2,
      chain_getHeader: 4,
      state_getRuntimeVersion: 2,
      state_getStorage: 2,
      state_getStorageHash: 2,
      state_getMetadata: 1,
      // With the empty page at the end.
      state_getKeysPaged: 2,
      state_queryStorageAt: 1,
    });
    expect((await counts.snapshot()).freshness.tier).toBe('memory');
    expect(Object.fromEntries(chain.calls)).toEqual(asked);
  });

  it('is read anew when it has expired, with neither metadata nor identity', async () => {
    const counts = await start();
    await counts.snapshot();
    chain.set({ members: 7300 });
    finalize();
    chain.resetCalls();
    store.clock.advance(HOUR_MS - 1);
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7224 });
    store.clock.advance(1);
    expect(await counts.snapshot()).toMatchObject({
      counts: { wotSize: 7300 },
      block: chain.finalizedBlock,
      freshness: { state: 'fresh', tier: 'chain' },
    });
    expect(Object.fromEntries(chain.calls)).toEqual({
      system_health: 1,
      chain_getFinalizedHead: 1,
      chain_getHeader: 2,
      state_getRuntimeVersion: 1,
      state_getStorage: 1,
      state_getStorageHash: 1,
      // With the empty page at the end.
      state_getKeysPaged: 2,
      state_queryStorageAt: 1,
    });
  });

  it('can be looked at without waiting, while memory has it, fresh', async () => {
    const counts = await start();
    expect(counts.peek()).toBeUndefined();
    const given = await counts.snapshot();
    store.clock.advance(2500);
    const { freshness } = given;
    const { ageSeconds } = freshness;
    expect(counts.peek()).toEqual({
      ...given,
      freshness: { ...freshness, tier: 'memory', ageSeconds: ageSeconds + 2.5 },
    });
    expect(counts.peek()).toEqual(await counts.snapshot());
    store.clock.advance(HOUR_MS);
    expect(counts.peek()).toBeUndefined();
  });

  it('is not looked at any more when another one is kept', async () => {
    const [counts, replica] = [await start(), await start()];
    await counts.snapshot();
    chain.set({ smiths: 22 });
    finalize();
    await replica.refresh();
    await eventually(async () => expect(counts.peek()).toBeUndefined());
    await counts.snapshot();
    expect(counts.peek()?.counts).toMatchObject({ smithSize: 22 });
  });

  it('is not read again while its block is the newest one that is final', async () => {
    const counts = await start({ finalityTimeoutSeconds: 1_000_000 });
    await counts.snapshot();
    store.clock.advance(HOUR_MS);
    expect((await counts.snapshot()).freshness).toMatchObject({ state: 'fresh', ageSeconds: 0 });
    expect(chain.calls.get('state_queryStorageAt')).toBe(1);
  });

  it('is read when it is asked for, however fresh the last one is', async () => {
    const counts = await start();
    await counts.snapshot();
    chain.set({ smiths: 22 });
    finalize();
    expect((await counts.snapshot()).counts).toMatchObject({ smithSize: 20 });
    expect((await counts.refresh()).counts).toMatchObject({ smithSize: 22 });
    expect(await counts.smithSize()).toBe(22);
  });

  it('is of no lower block than what was read while it could not be kept', async () => {
    other = await startDevChain({ blockTimeMs: 'manual' });
    const counts = await start({ endpoints: [chain.url, other.url], ttlSeconds: 2 });
    const own = apps[0]?.module.get(InMemoryCacheStore);
    await counts.snapshot();
    own?.setAvailable(false);
    chain.makeBlock(10);
    other.makeBlock(5);
    for (const node of [chain, other]) node.finalizeAll();
    store.clock.advance(2500);
    const block = chain.finalizedBlock;
    expect(await counts.snapshot()).toMatchObject({ block, freshness: { state: 'fresh' } });
    await chain.stopListening();
    own?.setAvailable(true);
    expect((await counts.snapshot()).freshness).toMatchObject({ state: 'stale' });
    other.makeBlock(5);
    other.finalizeAll();
    store.clock.advance(10_000);
    expect(await counts.snapshot()).toMatchObject({ block, freshness: { state: 'fresh' } });
  });

  it('is read once for all replicas', async () => {
    const replicas = await Promise.all([start(), start(), start(), start()]);
    await Promise.all(replicas.map((counts) => counts.snapshot()));
    expect(chain.calls.get('state_queryStorageAt')).toBe(1);
    expect(chain.calls.get('state_getMetadata')).toBe(1);
  });
});

describe('with the chain down', () => {
  it('whoever asks, and however, is told so: another replica knows it as well', async () => {
    const replicas = [await start(), await start()];
    await chain.stopListening();
    for (const counts of replicas) {
      const told = { name: 'ChainUnavailableError', code: 'CHAIN_UNREACHABLE' };
      await expect(counts.refresh()).rejects.toMatchObject(told);
      await expect(counts.snapshot()).rejects.toMatchObject(told);
    }
  });

  it('a kept snapshot is served after a restart: fresh, then stale, then not at all', async () => {
    await (await start()).snapshot();
    await apps.pop()?.close();
    await chain.stopListening();
    const counts = await start({ graceSeconds: 100 });
    expect(await counts.snapshot()).toMatchObject({
      counts: { wotSize: 7224 },
      network: { development: true },
      freshness: { state: 'fresh', tier: 'postgres', reason: null },
    });
    store.clock.advance(HOUR_MS);
    expect(await counts.snapshot()).toMatchObject({
      counts: { wotSize: 7224 },
      freshness: { state: 'stale', reason: 'CHAIN_UNREACHABLE', ageSeconds: 3600 },
    });
    store.clock.advance(25 * HOUR_MS);
    await expect(counts.snapshot()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
  });

  it('and nothing kept, there is an error that says why, and no number', async () => {
    await chain.stopListening();
    const counts = await start({ endpoints: [chain.url.replace('ws://', 'ws://me:secret@')] });
    const error = await counts.snapshot().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'ChainUnavailableError',
      code: 'CHAIN_UNREACHABLE',
      endpoints: [{ endpoint: chain.url, code: 'ENDPOINT_UNREACHABLE' }],
    });
    expect(inspect(error)).not.toContain('secret');
    await expect(counts.wotSize()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    await expect(counts.snapshotAt(5)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
  });

  it('everything comes back by itself when the chain does', async () => {
    await chain.stopListening();
    const counts = await start();
    await expect(counts.snapshot()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    await chain.resumeListening();
    store.clock.advance(2000);
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7224 });
  });

  it('silent nodes are an error in seconds, and leave kept values in reach at once', async () => {
    const options = { endpoints: [chain.url], callTimeoutMs: 60_000 };
    const app = await startCounts(store, options, { cache: { softTimeoutMs: 100 } });
    apps.push(app);
    await app.counts.snapshot();
    chain.hang();
    store.clock.advance(HOUR_MS);
    const startedAt = performance.now();
    expect((await app.counts.snapshot()).freshness).toMatchObject({
      state: 'stale',
      reason: 'LOAD_SLOW',
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const other = await startDevChain({ blockTimeMs: 'manual', genesisSalt: 'other' });
    other.hang();
    const alone = await start({ endpoints: [other.url], callTimeoutMs: 1000 });
    await expect(alone.snapshot()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    await other.close();
  });
});

describe('a count', () => {
  const readOne = async (name: string) => {
    const { counts, amounts, unavailable } = await (await start()).snapshot();
    const reason = unavailable.find((count) => count.name === name)?.reason;
    return { value: counts[name] ?? amounts[name], reason, others: Object.keys(counts).length };
  };

  it('may be a true 0', async () => {
    chain.set({ members: 0, smiths: 0, techCommMembers: 0, onlineAuthorities: 0, monetaryMass: 0 });
    finalize();
    const { counts, amounts } = await (await start()).snapshot();
    const zeros = { wotSize: 0, smithSize: 0, techCommSize: 0, onlineAuthorityCount: 0 };
    expect(counts).toMatchObject(zeros);
    expect(amounts).toEqual({ monetaryMass: '0' });
  });

  it('may be larger than a number can hold exactly, as an amount', async () => {
    chain.set({ monetaryMass: 2n ** 64n - 1n });
    finalize();
    expect(await readOne('monetaryMass')).toMatchObject({ value: '18446744073709551615' });
  });

  it.each([
    ['is missing', WOT, null, `nothing is stored under ${WOT}`],
    ['is too short', WOT, '0x010000', 'the value ends 1 bytes too early'],
    ['is too long', WOT, '0x0100000000', '1 bytes are left over'],
    ['is empty', WOT, '0x', 'the value ends 4 bytes too early'],
  ])('is unavailable, and never 0, when its value %s', async (_, key, value, reason) => {
    chain.setStorage(key, value);
    finalize();
    expect(await readOne('wotSize')).toEqual({
      value: undefined,
      reason: expect.stringMatching(
        `^Membership.CounterForMembership: .*${reason}, in block ${chain.finalizedBlock.number}$`,
      ),
      others: 5,
    });
  });

  it.each([
    ['a vector', 'techCommSize', COMMITTEE, '0x1400'],
    ['a vector with a length beyond its input', 'techCommSize', COMMITTEE, '0xfeffffff'],
    ['a map', 'smithSize', `${SMITHS}${'00'.repeat(12)}`, '0xff'],
    ['an amount', 'monetaryMass', MASS, '0x01'],
  ])(
    'is unavailable when %s holds garbage, and the others are not',
    async (_, name, key, value) => {
      chain.setStorage(key, value);
      finalize();
      const { value: read, reason, others } = await readOne(name);
      expect(read).toBeUndefined();
      expect(reason).toContain('does not decode');
      expect(others).toBe(name === 'monetaryMass' ? 6 : 5);
    },
  );

  it('is unavailable in a runtime that does not have it', async () => {
    chain.upgradeRuntime('no-tech-comm');
    finalize();
    const counts = await start();
    const { counts: values, unavailable } = await counts.snapshot();
    expect(values).not.toHaveProperty('techCommSize');
    expect(unavailable).toContainEqual({
      name: 'techCommSize',
      reason: 'not in this runtime (TechnicalCommittee.Members: no such pallet)',
    });
    await expect(counts.techCommSize()).rejects.toMatchObject({
      code: 'COUNT_UNAVAILABLE',
      count: 'techCommSize',
    });
  });

  it('is read where the runtime keeps it, and not where the former one did', async () => {
    const counts = await start();
    expect(await counts.smithSize()).toBe(20);
    chain.upgradeRuntime('smith-membership');
    finalize();
    chain.set({ smiths: 33 });
    finalize();
    store.clock.advance(HOUR_MS);
    expect(await counts.snapshot()).toMatchObject({
      network: { specVersion: 1101 },
      counts: { smithSize: 33 },
    });
  });

  it('is unavailable when the new place has no value yet, though the old one still has', async () => {
    const counts = await start();
    await counts.snapshot();
    chain.upgradeRuntime('smith-membership', { migrate: false });
    finalize();
    store.clock.advance(HOUR_MS);
    const { counts: values, unavailable } = await counts.snapshot();
    expect(values).not.toHaveProperty('smithSize');
    expect(unavailable).toEqual([
      {
        name: 'smithSize',
        reason: expect.stringContaining('SmithMembership.CounterForMembership'),
      },
    ]);
  });

  it.each<[string | null, object]>([
    ['0x14000000', { unavailable: [{ name: 'smithSize' }] }],
    ['0x00000000', { unavailable: [], counts: { smithSize: 0 } }],
    [null, { unavailable: [], counts: { smithSize: 0 } }],
  ])('of a map without entries depends on what the old place has: %s', async (old, expected) => {
    chain.set({ smiths: 0, excludedSmiths: 0, pendingSmiths: 0, invitedSmiths: 0 });
    chain.setStorage(OLD_SMITHS, old);
    finalize();
    const snapshot = await (await start()).snapshot();
    expect(snapshot).toMatchObject(expected);
    expect('smithSize' in snapshot.counts).toBe(snapshot.unavailable.length === 0);
  });

  it('may have more entries than a page of keys has', async () => {
    chain.set({ smiths: 2500, members: 9000, identities: 9000, excludedSmiths: 600 });
    finalize();
    expect(await readOne('smithSize')).toMatchObject({ value: 2500 });
    expect(chain.calls.get('state_getKeysPaged')).toBe(5);
  });

  it('may have 100,000 entries, of which no more than a page is asked for at once', async () => {
    const many = 100_000;
    chain.set({ smiths: many, members: many, identities: many });
    finalize();
    const asked: number[] = [];
    chain.intercept('state_queryStorageAt', ({ params }, text) => {
      const [keys] = params as [string[]];
      asked.push(keys.length);
      return text;
    });
    const counts = await start({ callTimeoutMs: 60_000 });
    expect(await counts.smithSize()).toBe(many);
    expect(Math.max(...asked)).toBe(1000);
    expect(asked.reduce((sum, keys) => sum + keys)).toBeGreaterThan(many);
  }, 120_000);
});
