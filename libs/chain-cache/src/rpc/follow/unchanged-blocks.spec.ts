import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, type Interceptor, startDevChain } from 'duniter-dev-chain';
import fc from 'fast-check';
import { eventually } from '../../../../../test/support/eventually.js';
import { type CountsApp, startCounts } from '../../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../../testing/index.js';
import type { ChainSnapshot } from '../chain-snapshot.js';
import { duniterPreset } from '../counts/presets/duniter.js';
import type { RpcModuleOptions } from '../rpc.options.js';

const LAST_RUNTIME_UPGRADE = '0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8';
/** `SmithMembers.Smiths`. */
const SMITHS = '0x06178353b415d7698bef6c11a1c01435b2d42147320c09b855ab0f48784edb5d';
/** `SmithMembership.CounterForMembership`, where an earlier runtime counted the smiths. */
const FORMER_SMITHS = '0xc4d3a9ae16a35ffc8be0f4aca62111e765cd6a25c6273788a61a301e88039d20';
/** `Membership.CounterForMembership`. */
const MEMBERS = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';

/** `:code`. */
const CODE = '0x3a636f6465';

const METHOD_MISSING = { code: -32601, message: 'Method not found' };
/** For the endpoints to be surveyed, and followed anew. */
const ROUND_MS = 61_000;
/** Is not over when the clock is put forward. */
const LONG_LEASE_MS = 24 * 3_600_000;
const NO_SMITHS = { smiths: 0, pendingSmiths: 0, invitedSmiths: 0, excludedSmiths: 0 };

type Calls = Record<string, number>;

let chain: DevChain;
let store: InMemoryCacheStore;
let app: CountsApp;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual', finalityLagBlocks: 0 });
  store = new InMemoryCacheStore();
});

afterEach(async () => {
  await app.close();
  await chain.close();
});

async function follow(options: Partial<RpcModuleOptions> = {}): Promise<void> {
  const { url, genesisHash } = chain;
  const patient = { finalityTimeoutSeconds: 1_000_000, follow: true };
  const cache = { softTimeoutMs: 10_000, leaseMs: LONG_LEASE_MS };
  app = await startCounts(
    store,
    { endpoints: [url], genesisHash, ...patient, ...options },
    { cache },
  );
  await served();
}

/** Waits until the block that is final now is served. */
async function served(): Promise<ChainSnapshot> {
  return await eventually(async () => {
    const snapshot = await app.counts.snapshot();
    expect(snapshot.block).toMatchObject(chain.finalizedBlock);
    return snapshot;
  });
}

/** Finalizes blocks one by one, each once the one before is served. */
async function finalize(blocks = 1): Promise<ChainSnapshot> {
  let snapshot = await served();
  for (let made = 0; made < blocks; made++) {
    chain.makeBlock();
    snapshot = await served();
  }
  return snapshot;
}

/** What is asked for at each of so many blocks. That a subscription was given up may be told late. */
async function callsAt(blocks: number): Promise<Calls> {
  chain.resetCalls();
  await finalize(blocks);
  const { chainHead_v1_unfollow: _, ...calls } = Object.fromEntries(chain.calls);
  return calls;
}

const byMerkleValues = (blocks: number): Calls => ({ chainHead_v1_storage: blocks });
/** The values, a page of keys and the empty one behind it. */
const whole = (blocks: number): Calls => ({
  state_queryStorageAt: blocks,
  state_getKeysPaged: 2 * blocks,
});

/** Answers a request for storage with an operation of its own, and tells these events of it. */
function tellsInstead(
  events: (items: readonly { key: string }[]) => readonly object[],
): Interceptor {
  return ({ id, params }) => {
    const [subscription, , items] = params as [string, string, { key: string }[]];
    const started = { result: 'started', operationId: 'x', discardedItems: 0 };
    const told = events(items).map((event) => ({
      jsonrpc: '2.0',
      method: 'chainHead_v1_followEvent',
      params: { subscription, result: { operationId: 'x', ...event } },
    }));
    return [{ jsonrpc: '2.0', id, result: started }, ...told].map((text) => JSON.stringify(text));
  };
}

const DONE = { event: 'operationStorageDone' };

/** That of each key there is this Merkle value. */
function merkleValues(valueOf: (key: string) => unknown) {
  return (items: readonly { key: string }[]) => {
    const found = items.flatMap(({ key }) => {
      const value = valueOf(key);
      return value === undefined ? [] : [{ key, closestDescendantMerkleValue: value }];
    });
    return [{ event: 'operationStorageItems', items: found }, DONE];
  };
}

describe('a block in which nothing has changed of what is counted', () => {
  it('costs one call, and one more for many that are unpinned', async () => {
    await follow();
    const before = await finalize(3);
    const { chainHead_v1_unpin: unpinned = 0, ...calls } = await callsAt(100);
    expect(calls).toEqual(byMerkleValues(100));
    expect(unpinned).toBeGreaterThan(0);
    expect(unpinned).toBeLessThanOrEqual(4);
    const after = await app.counts.snapshot();
    expect(after).toMatchObject({ counts: before.counts, freshness: { state: 'fresh' } });
  });

  it('costs no more where a map has 3,000 entries', async () => {
    chain.set({ members: 9000, smiths: 3000 });
    await follow();
    expect((await finalize()).counts['smithSize']).toBe(3000);
    await finalize(2);
    expect(await callsAt(5)).toEqual(byMerkleValues(5));
  });

  it('costs fewer bytes than reading it whole', async () => {
    const bytesAt = async (blocks: number) => {
      const before = chain.bytesIn + chain.bytesOut;
      await finalize(blocks);
      return chain.bytesIn + chain.bytesOut - before;
    };
    await follow();
    await finalize(3);
    const told = await bytesAt(64);
    await app.close();
    chain.failMethod('chainHead_v1_follow', METHOD_MISSING);
    store = new InMemoryCacheStore();
    await follow();
    await finalize(3);
    expect(told).toBeLessThan((await bytesAt(64)) / 2);
  });

  it('is read whole once in each round, so that nothing is believed for ever', async () => {
    await follow();
    await finalize(3);
    chain.intercept(
      'chainHead_v1_storage',
      tellsInstead(merkleValues((key) => (key === SMITHS ? '0xaa' : '0xbb'))),
    );
    await finalize(2);
    chain.set({ members: 7300 });
    expect((await finalize()).counts['wotSize']).toBe(7224);
    store.clock.advance(ROUND_MS);
    await finalize();
    expect((await finalize()).counts['wotSize']).toBe(7300);
  });
});

describe('a block in which something has changed', () => {
  it.each([
    ['a value', () => chain.set({ members: 7300 }), { wotSize: 7300 }],
    ['an entry that comes', () => chain.set({ smiths: 21 }), { smithSize: 21 }],
    ['an entry that goes', () => chain.set({ smiths: 19 }), { smithSize: 19 }],
    ['the value of an entry', () => chain.set({ smiths: 21, pendingSmiths: 1 }), { smithSize: 21 }],
    ['the length of a vector', () => chain.set({ techCommMembers: 6 }), { techCommSize: 6 }],
  ])('is served with %s, as are those behind it', async (_, change, counts) => {
    await follow();
    await finalize(3);
    expect(await callsAt(2)).toEqual(byMerkleValues(2));
    change();
    expect((await finalize()).counts).toMatchObject(counts);
    chain.resetCalls();
    expect((await finalize(3)).counts).toMatchObject(counts);
    expect(Object.fromEntries(chain.calls)).toEqual(byMerkleValues(3));
  });

  it('is served with a map that is emptied, and that is filled again', async () => {
    await follow();
    await finalize(3);
    for (const figures of [NO_SMITHS, { smiths: 2 }, NO_SMITHS, { smiths: 3 }]) {
      chain.set(figures);
      expect((await finalize()).counts['smithSize']).toBe(figures.smiths);
      // What earlier runtimes had in its place is looked at, too, while it is empty.
      await finalize(2);
      expect(await callsAt(2)).toEqual(byMerkleValues(2));
    }
  });

  it('is served with what was not looked at before', async () => {
    await follow();
    await finalize(3);
    chain.set(NO_SMITHS);
    expect((await finalize()).counts['smithSize']).toBe(0);
    chain.setStorage(FORMER_SMITHS, '0x05000000');
    const { unavailable } = await finalize();
    expect(unavailable.map(({ name }) => name)).toEqual(['smithSize']);
  });

  it('is read by the layout of its runtime', async () => {
    await follow();
    const seen: ChainSnapshot[] = [];
    app.counts.onSnapshot((snapshot) => seen.push(snapshot));
    await finalize(4);
    chain.upgradeRuntime('smith-membership');
    chain.set({ smiths: 33 });
    const upgraded = await finalize();
    await finalize(3);
    expect(seen.length).toBeGreaterThanOrEqual(8);
    for (const { block, network, counts } of seen) {
      const after = block.number >= upgraded.block.number;
      expect([network.specVersion, counts['smithSize']]).toEqual(after ? [1101, 33] : [1100, 20]);
    }
  });

  it.each([
    ['its Merkle value', (): void => undefined],
    ['its header', () => chain.failMethod('chainHead_v1_follow', METHOD_MISSING)],
  ])(
    'is read by the layout of code that came under the same version, told by %s',
    async (_, limit) => {
      limit();
      chain.setStorage(CODE, '0x01');
      chain.makeBlock();
      await follow();
      await finalize(4);
      chain.upgradeRuntime('smith-membership', { sameVersion: true, migrate: false });
      chain.setStorage(CODE, '0x02');
      // Executed by the former code, which the block replaces.
      const { block, counts: bringing } = await finalize();
      expect(bringing['smithSize']).toBe(20);
      expect((await app.counts.snapshotAt(block.number)).counts).toEqual(bringing);
      const cold = await startCounts(new InMemoryCacheStore(), { endpoints: [chain.url] });
      expect((await cold.counts.snapshot()).counts).toEqual(bringing);
      await cold.close();
      chain.setStorage(FORMER_SMITHS, '0x21000000');
      const { network, counts } = await finalize();
      expect([network.specVersion, counts['smithSize']]).toEqual([1100, 33]);
      chain.resetCalls();
      await finalize(2);
      expect(chain.calls.get('state_getRuntimeVersion')).toBeUndefined();
    },
  );

  it('is served with what is missing, and names the block at which it was', async () => {
    await follow();
    await finalize(3);
    chain.setStorage(MEMBERS, null);
    for (let block = 0; block < 3; block++) {
      const {
        unavailable,
        block: { number },
      } = await finalize();
      const reason = expect.stringContaining(`in block ${number}`);
      expect(unavailable).toEqual([{ name: 'wotSize', reason }]);
    }
  });

  it('costs little more than three calls where every one has', async () => {
    await follow();
    await finalize(3);
    chain.resetCalls();
    for (let members = 7300; members < 7400; members++) {
      chain.set({ members });
      expect((await finalize()).counts['wotSize']).toBe(members);
    }
    const { chainHead_v1_unpin: _, ...calls } = Object.fromEntries(chain.calls);
    expect(calls).toMatchObject(whole(100));
    expect(calls['chainHead_v1_storage']).toBeLessThan(15);
    expect(await callsAt(40)).not.toEqual(whole(40));
    expect(await callsAt(5)).toEqual(byMerkleValues(5));
  });
});

describe('a node that can not be asked for Merkle values', () => {
  it('is not asked for more than without them', async () => {
    chain.failMethod('chainHead_v1_follow', METHOD_MISSING);
    await follow();
    await finalize(2);
    expect(chain.calls.get('chainHead_v1_follow')).toBe(1);
    expect(await callsAt(5)).toEqual(whole(5));
    store.clock.advance(ROUND_MS);
    await finalize(3);
    expect(chain.calls.has('system_health')).toBe(true);
    expect(chain.calls.has('chainHead_v1_follow')).toBe(false);
    expect(await callsAt(5)).toEqual(whole(5));
  });

  it('is asked once where it can be followed, and no more than that', async () => {
    chain.failMethod('chainHead_v1_storage', METHOD_MISSING);
    await follow();
    await finalize(2);
    expect(await callsAt(5)).toEqual(whole(5));
  });

  it('is not believed that nothing is there, where nothing shows that it would tell', async () => {
    chain.set(NO_SMITHS);
    chain.setStorage(LAST_RUNTIME_UPGRADE, null);
    chain.intercept(
      'chainHead_v1_storage',
      tellsInstead(() => [DONE]),
    );
    const definitions = duniterPreset.definitions.filter(({ name }) => name === 'smithSize');
    await follow({ preset: { definitions, invariants: [] } });
    expect((await finalize(4)).counts).toEqual({ smithSize: 0 });
    chain.set({ smiths: 3 });
    expect((await finalize()).counts).toEqual({ smithSize: 3 });
  });

  // As chopsticks does it: such a number is what it was once the head has been set back.
  const counters = merkleValues(() => '0');

  it.each([
    ['counts changes', tellsInstead(counters)],
    ['tells of none', tellsInstead(() => [DONE])],
    [
      'tells of no runtime',
      tellsInstead(merkleValues((key) => (key === MEMBERS ? '0xaa' : undefined))),
    ],
    [
      'lacks those of a map that has entries',
      tellsInstead(merkleValues((key) => (key === SMITHS ? undefined : '0xaa'))),
    ],
    [
      'has those of what is not there',
      tellsInstead((items) => merkleValues(() => '0xaa')([...items, { key: '0x1234' }])),
    ],
    [
      'gives items without any',
      tellsInstead((items) => [{ event: 'operationStorageItems', items }, DONE]),
    ],
    [
      'gives items that are none',
      tellsInstead(() => [{ event: 'operationStorageItems', items: [7] }]),
    ],
    ['does not get to the end', tellsInstead(() => [])],
    ['begins no operation', ({ id }) => JSON.stringify({ jsonrpc: '2.0', id, result: 'started' })],
  ] satisfies [string, Interceptor][])('is read as before when it %s', async (_, interceptor) => {
    chain.intercept('chainHead_v1_storage', interceptor);
    await follow({ callTimeoutMs: 2000 });
    for (let members = 7300; members < 7304; members++) {
      chain.set({ members, smiths: members - 7280 });
      const { counts } = await finalize();
      expect(counts).toMatchObject({ wotSize: members, smithSize: members - 7280 });
    }
    expect(await callsAt(3)).toEqual(whole(3));
    expect((await app.counts.chainStatus()).endpoints[0]?.state).toBe('healthy');
  });

  const refusal =
    (result: object): Interceptor =>
    ({ id }) =>
      JSON.stringify({ jsonrpc: '2.0', id, result });

  it.each([
    ['is busy', refusal({ result: 'limitReached' })],
    ['takes only some items', refusal({ result: 'started', operationId: 'x', discardedItems: 1 })],
    ['fails', tellsInstead(() => [{ event: 'operationError', error: 'why' }])],
    ['does not get at it', tellsInstead(() => [{ event: 'operationInaccessible' }])],
    ['waits', tellsInstead(() => [{ event: 'operationWaitingForContinue' }])],
    ['stops', tellsInstead(() => [{ event: 'stop' }])],
  ] satisfies [string, Interceptor][])(
    'is read as before when it %s, until the next round',
    async (_, interceptor) => {
      chain.intercept('chainHead_v1_storage', interceptor);
      await follow();
      await finalize(2);
      chain.intercept('chainHead_v1_storage', null);
      chain.set({ smiths: 25 });
      expect((await finalize()).counts['smithSize']).toBe(25);
      expect(await callsAt(3)).toEqual(whole(3));
      store.clock.advance(ROUND_MS);
      await finalize(4);
      expect(await callsAt(3)).toEqual(byMerkleValues(3));
    },
  );
});

describe('blocks behind an interruption', () => {
  it.each([
    ['its connections are cut', async () => chain.dropConnections()],
    [
      'it is started anew',
      async () => {
        await chain.stopListening();
        await chain.resumeListening();
      },
    ],
  ])('cost one call again when %s', async (_, interrupt) => {
    await follow();
    await finalize(4);
    await interrupt();
    chain.set({ members: 7300, smiths: 22 });
    expect((await finalize()).counts).toMatchObject({ wotSize: 7300, smithSize: 22 });
    await finalize(3);
    expect(await callsAt(5)).toEqual(byMerkleValues(5));
  });
});

describe('a node that tells whatever it likes of the head of its chain', () => {
  const hash = fc.constantFrom(`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`, '0x', null, 7);
  const event = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record(
      {
        event: fc.oneof(
          fc.constantFrom('initialized', 'newBlock', 'finalized', 'stop', 'bestBlockChanged'),
          fc.constantFrom('operationStorageItems', 'operationStorageDone', 'operationError'),
        ),
        finalizedBlockHashes: fc.oneof(fc.array(hash), fc.jsonValue()),
        prunedBlockHashes: fc.oneof(fc.array(hash), fc.jsonValue()),
        blockHash: hash,
        operationId: fc.constantFrom('1', '2', '3', '4', 7, null),
        items: fc.array(
          fc.record({
            key: fc.constantFrom(SMITHS, MEMBERS, LAST_RUNTIME_UPGRADE, '0x'),
            closestDescendantMerkleValue: fc.constantFrom('0xaa', '0x', '1', null),
          }),
        ),
      },
      { requiredKeys: ['event'] },
    ),
  );

  let subscription: unknown;

  const tell = (result: unknown) => {
    const params = { subscription, result };
    chain.broadcast(JSON.stringify({ jsonrpc: '2.0', method: 'chainHead_v1_followEvent', params }));
  };

  beforeEach(async () => {
    chain.intercept('chainHead_v1_follow', (_, honest) => {
      subscription = (JSON.parse(honest) as { result: unknown }).result;
      return honest;
    });
    await follow({ callTimeoutMs: 2000 });
    await finalize(3);
  });

  it('is not listened to any more when it tells of blocks without end', async () => {
    for (let number = 0; number < 1000; number++) {
      const blockHash = `0x${number.toString(16).padStart(64, '0')}`;
      tell({ event: 'newBlock', blockHash, parentBlockHash: blockHash });
    }
    await eventually(() => expect(chain.calls.get('chainHead_v1_unfollow')).toBe(1));
    expect(await callsAt(3)).toEqual(whole(3));
  });

  it('has no other number served than the one of each block, and none late', async () => {
    const { counts: honest } = await app.counts.snapshot();
    let members = 7300;
    const property = fc.asyncProperty(fc.array(event, { maxLength: 4 }), async (events) => {
      const change = ++members % 3 !== 0;
      if (change) chain.set({ members });
      const asked = chain.calls.get('chainHead_v1_storage');
      chain.intercept('chainHead_v1_storage', () => {
        for (const result of events) tell(result);
        return undefined;
      });
      for (const result of events) tell(result);
      const { counts } = await finalize();
      const wotSize = change ? members : members - 1;
      expect(counts).toEqual({ ...honest, wotSize });
      // Who is not asked any more is, in another round or on another connection.
      if (chain.calls.get('chainHead_v1_storage') === asked) {
        store.clock.advance(ROUND_MS);
        if (members % 2 === 0) chain.dropConnections();
      }
    });
    await expect(
      fc.assert(property, { numRuns: 100, endOnFailure: true }),
    ).resolves.toBeUndefined();
  }, 120_000);
});
