import { beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import type { ChainHeadEvent } from './chain-head-event.js';
import { ChainHeadSubscription } from './chain-head-subscription.js';
import { NodeCalls } from './node-calls.js';
import { RpcCallError } from './rpc-call.error.js';
import type { PushListener, RpcConnection } from './rpc-connection.js';

const BLOCK = `0x${'11'.repeat(32)}`;
const { signal } = new AbortController();

const newBlock = { event: 'newBlock', blockHash: BLOCK, parentBlockHash: BLOCK };

describe('ChainHeadSubscription', () => {
  let told: ChainHeadEvent[];
  let lost: string[];
  let asked: [method: string, params: readonly unknown[]][];
  let heard: PushListener | undefined;
  /** What is answered, by method. */
  let answers: Record<string, () => unknown>;

  const listener = {
    told: (event: ChainHeadEvent) => void told.push(event),
    lost: ({ code }: RpcCallError) => void lost.push(code),
  };

  beforeEach(() => {
    [told, lost, asked] = [[], [], []];
    heard = undefined;
    answers = { chainHead_v1_follow: () => 'ours' };
  });

  function open(): Promise<ChainHeadSubscription> {
    const connection: RpcConnection = {
      open: true,
      pinned: true,
      call: async (method, params) => {
        asked.push([method, params]);
        return answers[method]?.();
      },
      listen: (_, pushed) => {
        heard = pushed;
        return () => {
          heard = undefined;
        };
      },
      close: () => undefined,
    };
    const calls = new NodeCalls('ws://node', connection, new SystemClock(), signal);
    return ChainHeadSubscription.open(calls, listener);
  }

  const push = (result: unknown, subscription: unknown = 'ours') =>
    heard?.pushed({ subscription, result });

  it('passes on its own events, those before its id is known, too', async () => {
    const opening = open();
    push(newBlock);
    push({ event: 'stop' }, 'another');
    expect(told).toEqual([]);
    await opening;
    push({ event: 'finalized', finalizedBlockHashes: [BLOCK], prunedBlockHashes: [] });
    push({ event: 'stop' }, 'another');
    push({ event: 'bestBlockChanged', bestBlockHash: BLOCK });
    expect(told).toEqual([
      { event: 'newBlock', block: BLOCK },
      { event: 'finalized', finalized: [BLOCK], pruned: [] },
    ]);
    expect(lost).toEqual([]);
  });

  it('lets no more events wait than a node has to begin with', async () => {
    const opening = open();
    for (let number = 0; number < 600; number++) push(newBlock);
    expect(lost).toEqual(['NODE_BUSY']);
    await opening;
    expect(told.length).toBeLessThan(100);
  });

  it.each([
    ['no object', 7],
    ['a block without a hash', { event: 'newBlock' }],
    ['hashes that are none', { event: 'initialized', finalizedBlockHashes: ['0x00'] }],
    ['blocks without end', { event: 'initialized', finalizedBlockHashes: Array(513).fill(BLOCK) }],
    ['an operation without a name', { event: 'operationStorageDone', operationId: '' }],
    [
      'a counter for a Merkle value',
      {
        event: 'operationStorageItems',
        operationId: '1',
        items: [{ key: '0x01', closestDescendantMerkleValue: '0' }],
      },
    ],
  ])('is lost by an event with %s, and no more than itself', async (_, event) => {
    await open();
    expect(() => push(event)).not.toThrow();
    expect([told, lost]).toEqual([[], ['ANSWER_MALFORMED']]);
  });

  it('asks for the Merkle value of each key, and gives the operation that finds them', async () => {
    answers['chainHead_v1_storage'] = () => ({
      result: 'started',
      operationId: '7',
      discardedItems: 0,
    });
    const subscription = await open();
    expect(await subscription.storage(BLOCK, ['0x01', '0x02'], signal)).toBe('7');
    const type = 'closestDescendantMerkleValue';
    const items = [
      { key: '0x01', type },
      { key: '0x02', type },
    ];
    expect(asked.at(-1)).toEqual(['chainHead_v1_storage', ['ours', BLOCK, items, null]]);
  });

  it.each([
    [{ result: 'limitReached' }, 'NODE_BUSY'],
    [{ result: 'started', operationId: '7', discardedItems: 1 }, 'NODE_BUSY'],
    [{ result: 'started', operationId: '7' }, 'ANSWER_MALFORMED'],
    [{ result: 'started', discardedItems: 0 }, 'ANSWER_MALFORMED'],
    [null, 'ANSWER_MALFORMED'],
  ])('takes %p for no operation', async (answer, code) => {
    answers['chainHead_v1_storage'] = () => answer;
    const subscription = await open();
    await expect(subscription.storage(BLOCK, ['0x01'], signal)).rejects.toMatchObject({ code });
  });

  it('hears nothing any more once it has ended, or did not come about', async () => {
    const subscription = await open();
    subscription.end();
    expect(heard).toBeUndefined();
    expect(asked.at(-1)).toEqual(['chainHead_v1_unfollow', ['ours']]);
    answers['chainHead_v1_follow'] = () => 7;
    await expect(open()).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' });
    expect(heard).toBeUndefined();
  });
});
