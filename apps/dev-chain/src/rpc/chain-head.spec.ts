import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RpcClient } from '../../test/support/rpc-client.js';
import { startDevChain, type DevChain } from '../index.js';
import { blake2_256 } from '../encoding/hashes.js';
import { itemKey } from '../storage/storage-keys.js';

const MEMBERS = `0x${itemKey('Membership', 'CounterForMembership')}`;
const MEMBERSHIPS = `0x${itemKey('Membership', 'Membership')}`;
const SMITHS = `0x${itemKey('SmithMembers', 'Smiths')}`;
const NOTHING = '0x0123';
const UNKNOWN_HASH = `0x${'11'.repeat(32)}`;

type Event = Record<string, unknown>;

let chain: DevChain;
let client: RpcClient;
let id: string;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  client = await RpcClient.connect(chain.url);
  id = await client.result<string>('chainHead_v1_follow', false);
});

afterEach(async () => {
  await client.close();
  await chain.close();
});

/** What was told so far: all of it was sent before what is asked now is answered. */
async function eventsOf(subscription = id): Promise<Event[]> {
  await client.call('system_chain');
  return client.told(subscription);
}

/** The items that are found at a block. */
async function storageAt(hash: string, ...items: { key: string; type: string }[]) {
  const started = await client.result<Event>('chainHead_v1_storage', id, hash, items, null);
  expect(started).toMatchObject({ result: 'started', discardedItems: 0 });
  const { operationId } = started;
  const isOf = (event: Event) => event['operationId'] === operationId;
  const ended = (event: Event) => isOf(event) && event['event'] === 'operationStorageDone';
  await client.until(() => client.told(id).some(ended));
  return client
    .told(id)
    .flatMap((event) => (isOf(event) ? ((event['items'] ?? []) as Event[]) : []));
}

async function merkleValueOf(key: string): Promise<unknown> {
  const { hash } = chain.bestBlock;
  const [item] = await storageAt(hash, { key, type: 'closestDescendantMerkleValue' });
  return item?.['closestDescendantMerkleValue'];
}

async function codeOf(method: string, ...params: unknown[]): Promise<number | undefined> {
  return (await client.call(method, ...params)).error?.code;
}

describe('chainHead_v1_follow', () => {
  it('tells the finalized blocks first, then those above them', async () => {
    const [initialized, ...blocks] = await eventsOf();
    const hashes = initialized?.['finalizedBlockHashes'] as string[];
    expect(initialized?.['event']).toBe('initialized');
    expect(hashes).toHaveLength(16);
    expect(hashes.at(-1)).toBe(chain.finalizedBlock.hash);
    expect(blocks.map(({ event }) => event)).toEqual(['newBlock', 'newBlock', 'bestBlockChanged']);
    expect(blocks[0]).toMatchObject({ parentBlockHash: chain.finalizedBlock.hash });
    expect(blocks[1]).toMatchObject({ blockHash: chain.bestBlock.hash });
    expect(blocks[2]).toEqual({ event: 'bestBlockChanged', bestBlockHash: chain.bestBlock.hash });
  });

  it('tells a block when it is made, when it is best, and when it is final', async () => {
    const before = (await eventsOf()).length;
    const parentBlockHash = chain.bestBlock.hash;
    chain.makeBlock();
    const { hash } = chain.bestBlock;
    const events = (await eventsOf()).slice(before);
    expect(events).toEqual([
      { event: 'newBlock', blockHash: hash, parentBlockHash },
      { event: 'bestBlockChanged', bestBlockHash: hash },
      {
        event: 'finalized',
        finalizedBlockHashes: [chain.finalizedBlock.hash],
        prunedBlockHashes: [],
      },
    ]);
  });

  it('tells the blocks of a fork that came to nothing when another one is final', async () => {
    await eventsOf();
    const { number, hash } = chain.bestBlock;
    chain.fork(number);
    chain.finalizeAll();
    const finalized = (await eventsOf()).at(-1);
    expect(finalized).toMatchObject({
      finalizedBlockHashes: expect.arrayContaining([chain.bestBlock.hash]),
      prunedBlockHashes: [hash],
    });
  });

  it('tells the runtime where that is wanted, and when there is another one', async () => {
    const withRuntime = await client.result<string>('chainHead_v1_follow', true);
    chain.upgradeRuntime('no-tech-comm');
    chain.makeBlock();
    const events = await eventsOf(withRuntime);
    const spec = { specName: 'g1', specVersion: 1_100, apis: { '0xdf6acb689907609b': 5 } };
    expect(events[0]).toMatchObject({ finalizedBlockRuntime: { type: 'valid', spec } });
    const runtimes = events.filter(({ event }) => event === 'newBlock');
    expect(runtimes.map((event) => event['newRuntime'])).toEqual([
      null,
      null,
      expect.objectContaining({ spec: expect.objectContaining({ specVersion: 1_101 }) }),
    ]);
  });

  it.each([
    ['finality goes back', () => chain.regressFinalized(990)],
    ['a finalized block is replaced', () => chain.fork(990)],
    ['more than 512 blocks are pinned', () => chain.makeBlock(500)],
  ])('stops when %s', async (_, meddle) => {
    await eventsOf();
    meddle();
    expect((await eventsOf()).at(-1)).toEqual({ event: 'stop' });
    const told = client.told(id).length;
    chain.makeBlock();
    const { hash } = chain.bestBlock;
    expect(await client.result('chainHead_v1_storage', id, hash, [], null)).toEqual({
      result: 'limitReached',
    });
    expect(await client.result('chainHead_v1_header', id, hash)).toBeNull();
    expect(await client.result('chainHead_v1_unpin', id, hash)).toBeNull();
    expect(client.told(id)).toHaveLength(told);
  });

  it('goes on for as long as blocks are unpinned', async () => {
    for (let made = 0; made < 6; made += 1) {
      chain.makeBlock(100);
      const events = (await eventsOf()).filter(({ event }) => event === 'finalized').slice(-100);
      const hashes = events.flatMap((event) => event['finalizedBlockHashes']);
      expect(await client.result('chainHead_v1_unpin', id, hashes)).toBeNull();
    }
    expect((await eventsOf()).some(({ event }) => event === 'stop')).toBe(false);
  });

  it('ends when it is told to', async () => {
    await eventsOf();
    expect(await client.result('chainHead_v1_unfollow', id)).toBeNull();
    const told = client.told(id).length;
    chain.makeBlock();
    await client.call('system_chain');
    expect(client.told(id)).toHaveLength(told);
  });

  it('is had four times on a connection, and no more', async () => {
    for (let more = 0; more < 3; more += 1) await client.result('chainHead_v1_follow', false);
    expect(await codeOf('chainHead_v1_follow', false)).toBe(-32800);
    await client.result('chainHead_v1_unfollow', id);
    expect(await codeOf('chainHead_v1_follow', false)).toBeUndefined();
  });
});

describe('a pinned block', () => {
  it('has a header in SCALE, of which its hash is made', async () => {
    const { hash } = chain.finalizedBlock;
    const header = await client.result<string>('chainHead_v1_header', id, hash);
    expect(`0x${blake2_256(header.slice(2))}`).toBe(hash);
  });

  it('is one that was told of, until it is unpinned', async () => {
    const { hash } = chain.finalizedBlock;
    expect(await codeOf('chainHead_v1_storage', id, UNKNOWN_HASH, [], null)).toBe(-32801);
    expect(await codeOf('chainHead_v1_unpin', id, [hash, UNKNOWN_HASH])).toBe(-32801);
    expect(await codeOf('chainHead_v1_unpin', id, [hash, hash])).toBe(-32804);
    expect(await codeOf('chainHead_v1_unpin', id, [hash])).toBeUndefined();
    expect(await codeOf('chainHead_v1_unpin', id, hash)).toBe(-32801);
    expect(await codeOf('chainHead_v1_header', id, hash)).toBe(-32801);
    expect(await codeOf('chainHead_v1_storage', id, hash, [], null)).toBe(-32801);
  });
});

describe('chainHead_v1_storage', () => {
  it('finds values, hashes and descendants, and nothing where nothing is', async () => {
    const { hash } = chain.finalizedBlock;
    const items = await storageAt(
      hash,
      { key: MEMBERS, type: 'value' },
      { key: MEMBERS, type: 'hash' },
      { key: NOTHING, type: 'value' },
      { key: NOTHING, type: 'closestDescendantMerkleValue' },
      { key: SMITHS, type: 'descendantsValues' },
    );
    const valueHash = await client.result('state_getStorageHash', MEMBERS, hash);
    expect(items.slice(0, 2)).toEqual([
      { key: MEMBERS, value: '0x381c0000' },
      { key: MEMBERS, hash: valueHash },
    ]);
    const keys = await client.result('state_getKeysPaged', SMITHS, 1_000, null, hash);
    expect(items.slice(2).map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ['a parameter that is no list', 'x'],
    ['an item of another kind', [{ key: '0x00', type: 'size' }]],
    ['a key that is none', [{ key: '00', type: 'value' }]],
  ])('refuses %s', async (_, items) => {
    const { hash } = chain.finalizedBlock;
    expect(await codeOf('chainHead_v1_storage', id, hash, items, null)).toBe(-32602);
  });
});

describe('a Merkle value', () => {
  it('is 32 bytes, and the same while everything below it is', async () => {
    const before = [await merkleValueOf(SMITHS), await merkleValueOf(MEMBERS)];
    expect(before[0]).toMatch(/^0x[\da-f]{64}$/);
    chain.set({ identities: 9_001 });
    chain.makeBlock();
    expect([await merkleValueOf(SMITHS), await merkleValueOf(MEMBERS)]).toEqual(before);
  });

  it.each([
    ['an entry comes', () => chain.set({ invitedSmiths: 4 })],
    ['an entry goes', () => chain.set({ invitedSmiths: 2 })],
    ['a value changes', () => chain.set({ smiths: 21, pendingSmiths: 1 })],
    ['a value is written by hand', () => chain.setStorage(`${SMITHS}00`, '0x00')],
  ])('is another one when %s', async (_, change) => {
    const before = await merkleValueOf(SMITHS);
    change();
    chain.makeBlock();
    expect(await merkleValueOf(SMITHS)).not.toBe(before);
  });

  it('is what it was when everything is', async () => {
    const before = await merkleValueOf(SMITHS);
    chain.setStorage(`${SMITHS}00`, '0x00');
    chain.makeBlock();
    await merkleValueOf(SMITHS);
    chain.setStorage(`${SMITHS}00`, null);
    chain.makeBlock();
    expect(await merkleValueOf(SMITHS)).toBe(before);
  });

  it('of a map of the same name is another one in a runtime with other entries', async () => {
    const before = await merkleValueOf(SMITHS);
    chain.upgradeRuntime('smith-members-of-gdev');
    chain.makeBlock();
    expect(await merkleValueOf(SMITHS)).not.toBe(before);
  });

  it('of 20,000 entries costs next to nothing while they stay', async () => {
    chain.set({ members: 20_000 });
    chain.makeBlock();
    const first = await merkleValueOf(MEMBERSHIPS);
    const timesMs: number[] = [];
    for (let block = 0; block < 5; block++) {
      const startedAt = performance.now();
      chain.makeBlock();
      expect(await merkleValueOf(MEMBERSHIPS)).toBe(first);
      timesMs.push(performance.now() - startedAt);
    }
    expect(Math.min(...timesMs)).toBeLessThan(100);
  });
});
