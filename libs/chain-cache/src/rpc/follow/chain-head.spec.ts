import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ChainHeadListener } from '../client/chain-head-subscription.js';
import type { ChainHeadEvent } from '../client/chain-head-event.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { ChainHead } from './chain-head.js';

const KEYS = ['0x01', '0x02'];
const { signal } = new AbortController();

const block = (number: number) => `0x${number}`;
const blocks = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, place) => block(first + place));
const error = (code: 'NODE_ERROR' | 'METHOD_MISSING') => new RpcCallError(code, 'ws://node', code);
const items = (operation: string, values: Record<string, string>): ChainHeadEvent => ({
  event: 'operationStorageItems',
  operation,
  merkleValues: new Map(Object.entries(values)),
});
const done = (operation: string): ChainHeadEvent => ({ event: 'operationStorageDone', operation });

/** An answer that comes when the test says so. */
class Later<T> {
  resolve: (answer: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** A node that answers when it is told to, and notes what it was asked for. */
class FakeNode {
  readonly endpoint = 'ws://node';
  readonly asked: string[] = [];
  readonly unpinned: (readonly string[])[] = [];
  readonly followed = new Later<undefined>();
  ended = 0;
  /** What begins an operation answers. */
  begun: Promise<string> = Promise.resolve('1');
  unpinning: Promise<void> = Promise.resolve();
  listener: ChainHeadListener | undefined;

  async followChainHead(listener: ChainHeadListener) {
    this.listener = listener;
    await this.followed.promise;
    return {
      storage: (at: string) => {
        this.asked.push(at);
        return this.begun;
      },
      unpin: (some: readonly string[]) => {
        this.unpinned.push(some);
        return this.unpinning;
      },
      end: () => void this.ended++,
    };
  }

  tell(event: ChainHeadEvent): void {
    this.listener?.told(event);
  }

  finalize(number: number, pruned: readonly string[] = []): void {
    this.tell({ event: 'newBlock', block: block(number) });
    this.tell({ event: 'finalized', finalized: [block(number)], pruned });
  }
}

describe('ChainHead', () => {
  let node: FakeNode;
  let head: ChainHead;

  beforeEach(() => {
    Logger.overrideLogger(['fatal']);
    node = new FakeNode();
    head = new ChainHead(node as unknown as ChainNode, 50);
  });

  /** Is followed from block 16 on. */
  async function begin(): Promise<void> {
    node.followed.resolve(undefined);
    await settled();
    node.tell({ event: 'initialized', finalized: blocks(1, 16) });
  }

  /** What has been promised has come. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  /** At which of these blocks Merkle values are asked for. */
  async function knownOf(...some: string[]): Promise<string[]> {
    const before = node.asked.length;
    for (const one of some) head.merkleValues(one, KEYS, signal).catch(() => undefined);
    await settled();
    return node.asked.slice(before);
  }

  it('knows the blocks that it was told of, those before it could ask, too', async () => {
    node.tell({ event: 'initialized', finalized: [block(1)] });
    expect(await knownOf(block(1))).toEqual([]);
    node.followed.resolve(undefined);
    await settled();
    node.tell({ event: 'newBlock', block: block(3) });
    expect(await knownOf(block(1), block(2), block(3))).toEqual([block(1), block(3)]);
  });

  it('unpins what is final or pruned, many at once, and each once', async () => {
    await begin();
    for (let number = 17; number <= 116; number++) {
      node.tell({ event: 'newBlock', block: `fork-${number}` });
      node.finalize(number, [`fork-${number}`]);
      await settled();
    }
    const all = node.unpinned.flat();
    expect(Math.min(...node.unpinned.map(({ length }) => length))).toBeGreaterThanOrEqual(32);
    expect(all.length).toBeGreaterThan(215 - 32 - 8);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(['fork-17', block(1), block(17)]));
    expect(await knownOf(block(17), block(110), block(116))).toEqual([block(110), block(116)]);
  });

  it('has one call at a time unpin, and is ended when it fails', async () => {
    const unpinning = new Later<undefined>();
    node.unpinning = unpinning.promise;
    await begin();
    for (let number = 17; number <= 100; number++) node.finalize(number);
    await settled();
    expect(node.unpinned).toHaveLength(1);
    unpinning.reject(error('NODE_ERROR'));
    await settled();
    expect(head.ended?.code).toBe('NODE_ERROR');
  });

  it.each([
    [
      'of blocks without end',
      (number: number) => node.tell({ event: 'newBlock', block: block(number) }),
    ],
    ['of blocks faster than they are unpinned', (number: number) => node.finalize(number)],
  ])('is ended by a node that tells %s', async (_, tell) => {
    node.unpinning = new Promise(() => undefined);
    await begin();
    for (let number = 17; number < 2000 && head.ended === undefined; number++) tell(number);
    await settled();
    expect(head.ended?.code).toBe('NODE_BUSY');
    expect(node.ended).toBe(1);
    expect(await knownOf(block(17))).toEqual([]);
  });

  it('is ended when the node does not know the method, or stops', async () => {
    node.followed.reject(error('METHOD_MISSING'));
    await settled();
    expect(head.ended?.code).toBe('METHOD_MISSING');
    node = new FakeNode();
    head = new ChainHead(node as unknown as ChainNode, 50);
    await begin();
    node.tell({ event: 'stop' });
    expect(head.ended?.code).toBe('NODE_BUSY');
  });

  it('ends its subscription when it is closed, though that has only just come about', async () => {
    head.close();
    node.followed.resolve(undefined);
    await settled();
    expect(node.ended).toBe(1);
  });

  describe('asked for Merkle values', () => {
    const ask = () => head.merkleValues(block(16), KEYS, signal);

    beforeEach(begin);

    it.each([
      ['after', 0],
      ['before', 5],
    ])('gathers those of its operation, which come %s the answer that names it', async (_, ms) => {
      node.begun = new Promise((resolve) => setTimeout(() => resolve('1'), ms));
      const asked = ask();
      await settled();
      node.tell(items('2', { '0x01': '0xff' }));
      node.tell(done('2'));
      node.tell(items('1', { '0x01': '0xaa' }));
      node.tell(items('1', { '0x01': '0xaa' }));
      node.tell(done('1'));
      expect(await asked).toEqual(new Map([['0x01', '0xaa']]));
      expect(head.ended).toBeUndefined();
    });

    it.each([
      ['of another key', items('1', { '0x03': '0xaa' })],
      ['of one and of another value', items('1', { '0x01': '0xbb' })],
    ])('does not believe an operation that tells %s', async (_, event) => {
      const asked = ask();
      node.tell(items('1', { '0x01': '0xaa' }));
      node.tell(event);
      node.tell(done('1'));
      await expect(asked).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' });
      expect(head.ended?.code).toBe('ANSWER_MALFORMED');
    });

    it('waits no longer than a call may take, for events of many operations, too', async () => {
      const asked = ask();
      for (let number = 2; number < 1000; number++)
        node.tell(items(`${number}`, { '0x01': '0xaa' }));
      await expect(asked).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
      expect(head.ended?.code).toBe('CALL_TIMEOUT');
    });

    it.each([
      ['its connection is lost', () => node.listener?.lost(error('NODE_ERROR')), 'NODE_ERROR'],
      ['the node stops', () => node.tell({ event: 'stop' }), 'NODE_BUSY'],
      ['it is closed', () => head.close(), 'CALL_ABORTED'],
      [
        'the operation fails',
        () => node.tell({ event: 'operationFailed', operation: '1', error: error('NODE_ERROR') }),
        'NODE_ERROR',
      ],
    ])('fails when %s', async (_, meddle, code) => {
      const asked = ask();
      meddle();
      await expect(asked).rejects.toMatchObject({ code });
    });
  });
});
