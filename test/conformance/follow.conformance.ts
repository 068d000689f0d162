import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainSnapshot } from 'nestjs-chain-cache';
import { ChopsticksNode, type Head } from './chopsticks-node.js';
import { Consumer } from './consumer.js';

describe('a real runtime that two processes of a backend follow', () => {
  let node: ChopsticksNode;
  let backend: Consumer;
  let replica: Consumer;
  const calls: string[] = [];
  const note = (call: unknown) => calls.push((call as { readonly method: string }).method);

  beforeAll(async () => {
    subscribe('chain-cache:call', note);
    node = await ChopsticksNode.start();
    backend = await Consumer.start(node.url, { follow: true });
    replica = await backend.replica();
    await backend.counts.snapshot();
  });

  afterAll(async () => {
    unsubscribe('chain-cache:call', note);
    await backend.stop();
    await node.stop();
  });

  const desireCandidates = async (number: number): Promise<Head> => {
    const block = (await node.head()).number + 1;
    const told = toldOf(backend, block);
    const head = await node.setStorage({ CollatorSelection: { DesiredCandidates: number } });
    await told;
    return head;
  };

  it('is told of to both, block by block, without their asking', async () => {
    for (let block = 2; block < 5; block++) {
      const told = Promise.all([toldOf(backend, block), toldOf(replica, block)]);
      const head = await node.makeBlocks();

      for (const snapshot of await told) {
        expect(snapshot.block).toEqual({ ...head, finalized: true });
        expect(snapshot.counts['blockNumber']).toBe(block);
        expect(snapshot.freshness.state).toBe('fresh');
      }
    }
  });

  it('is read whole at each block: that its Merkle values are none is found out once', async () => {
    const askedFor = (method: string) => calls.filter((asked) => asked === method).length;
    const follow = async () => {
      const told = toldOf(backend, (await node.head()).number + 1);
      await node.makeBlocks();
      await told;
    };
    for (let block = 0; block < 10 && askedFor('chainHead_v1_storage') === 0; block++) {
      await follow();
    }
    const before = askedFor('state_queryStorageAt');
    for (let block = 0; block < 3; block++) await follow();

    expect(askedFor('chainHead_v1_storage')).toBe(1);
    expect(askedFor('state_queryStorageAt')).toBeGreaterThanOrEqual(before + 3);
  });

  it('is remembered: what a count was, and from which block on', async () => {
    const seven = await desireCandidates(7);
    const nine = await desireCandidates(9);

    const history = await replica.counts.history('desiredCandidateCount');
    const between = await replica.counts.valueAt('desiredCandidateCount', seven.number);

    expect(history.map(({ value }) => value)).toEqual([0, 7, 9]);
    expect(history.slice(1).map(({ block }) => block)).toEqual([
      { ...seven, finalized: true },
      { ...nine, finalized: true },
    ]);
    expect(history.slice(1).map(({ afterGap }) => afterGap)).toEqual([false, false]);
    expect(between?.value).toBe(7);
  });
});

/** The first snapshot at a block or behind it that a consumer is told of. */
function toldOf({ counts }: Consumer, number: number): Promise<ChainSnapshot> {
  return new Promise((resolve) => {
    const end = counts.onSnapshot((snapshot) => {
      if (snapshot.block.number < number) return;
      end();
      resolve(snapshot);
    });
  });
}
