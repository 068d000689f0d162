import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ChainNode, HeadListener } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { PushedHeads } from './pushed-heads.js';

const head = (number: number) => ({ number, hash: `0x${number}`, newCode: false });

describe('PushedHeads', () => {
  const { signal } = new AbortController();
  let push: HeadListener;
  let asked: number[];
  /** What the node calls a block, where not as the header says. */
  let named: (number: number) => string | undefined;

  function open(): Promise<PushedHeads> {
    const node = {
      subscribeFinalizedHeads: async (listener: HeadListener) => {
        push = listener;
        return () => undefined;
      },
      blockHash: async (number: number) => {
        asked.push(number);
        return named(number);
      },
    };
    return PushedHeads.open(node as unknown as ChainNode);
  }

  beforeEach(() => {
    asked = [];
    named = (number) => head(number).hash;
  });

  it('gives the newest head, and each once', async () => {
    const heads = await open();
    for (const number of [1, 2, 3]) push.head(head(number));
    expect(await heads.next(1000, signal)).toEqual(head(3));
    const waiting = heads.next(10_000, signal);
    push.head(head(4));
    expect(await waiting).toEqual(head(4));
    expect(await heads.next(5, signal)).toBeUndefined();
  });

  it('remembers that code came with a head that was passed over', async () => {
    const heads = await open();
    push.head({ ...head(1), newCode: true });
    push.head(head(2));
    expect(await heads.next(1000, signal)).toEqual({ ...head(2), newCode: true });
    push.head(head(3));
    expect(await heads.next(1000, signal)).toEqual(head(3));
  });

  it('asks the node once whether it computes hashes as its chain does', async () => {
    const heads = await open();
    for (const number of [1, 2, 3]) {
      push.head(head(number));
      await heads.next(1000, signal);
    }
    expect(asked).toEqual([1]);
  });

  it('asks for the hash of each head where it does not', async () => {
    named = (number) => `0xabc${number}`;
    const heads = await open();
    for (const number of [1, 2]) {
      push.head(head(number));
      expect(await heads.next(1000, signal)).toMatchObject({ number, hash: `0xabc${number}` });
    }
  });

  it('asks for the hash of a head whose header does not tell it', async () => {
    const heads = await open();
    for (const number of [1, 2]) {
      push.head({ ...head(number), hash: undefined });
      expect(await heads.next(1000, signal)).toEqual(head(number));
    }
    expect(asked).toEqual([1, 2]);
  });

  it('fails where the node does not know what it calls final', async () => {
    named = () => undefined;
    const heads = await open();
    push.head(head(1));
    await expect(heads.next(1000, signal)).rejects.toMatchObject({ code: 'HEAD_REGRESSED' });
  });

  it('fails once its connection is lost', async () => {
    const heads = await open();
    const waiting = heads.next(10_000, signal);
    push.lost(new RpcCallError('CONNECTION_LOST', 'ws://node', 'it was cut'));
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await expect(heads.next(10_000, signal)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('is given up when it is aborted', async () => {
    const heads = await open();
    const stop = new AbortController();
    const waiting = heads.next(10_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(heads.next(10_000, stop.signal)).rejects.toThrow('enough');
  });
});
