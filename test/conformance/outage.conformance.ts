import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChainSnapshot } from 'nestjs-chain-cache';
import { ChopsticksNode } from './chopsticks-node.js';
import { Consumer } from './consumer.js';

/** Short, so that it is soon known of a node that it fails. */
const TTL_SECONDS = 0.2;

describe.each([
  ['by expiry alone', { follow: false, ttlSeconds: TTL_SECONDS }],
  ['by following', { follow: true, ttlSeconds: TTL_SECONDS }],
])('a node that fails, read %s', (_, options) => {
  let node: ChopsticksNode;
  let consumer: Consumer;
  let served: ChainSnapshot;

  beforeAll(async () => {
    node = await ChopsticksNode.start();
  });

  afterAll(() => node.stop());

  beforeEach(async () => {
    consumer = await Consumer.start(node.url, options);
    const { number } = await node.makeBlocks(3);
    served = await consumer.snapshotWhere(({ block }) => block.number === number);
  });

  afterEach(() => consumer.stop());

  const staleBecauseOf = (code: string): Promise<ChainSnapshot> =>
    consumer.snapshotWhere(({ freshness }) => freshness.reason === code);

  const expectTheSameAsBefore = ({ block, counts, freshness }: ChainSnapshot): void => {
    expect(block).toEqual(served.block);
    expect(counts).toEqual(served.counts);
    expect(freshness.state).toBe('stale');
  };

  const recovered = (number: number): Promise<ChainSnapshot> =>
    consumer.snapshotWhere(({ block }) => block.number >= number);

  it('is not followed back when it sets its finalized head back', async () => {
    await node.setHead(served.block.number - 2);
    expectTheSameAsBefore(await staleBecauseOf('HEAD_REGRESSED'));

    const fork = await node.makeFork(2);
    expect(fork.number).toBe(served.block.number);
    expect(fork.hash).not.toBe(served.block.hash);
    consumer = await consumer.restart();
    expectTheSameAsBefore(await staleBecauseOf('HEAD_REGRESSED'));

    const beyond = await node.makeBlocks();
    const { block, freshness } = await recovered(beyond.number);
    expect(block).toEqual({ ...beyond, finalized: true });
    expect(freshness.state).toBe('fresh');
  });

  it('is done without while it is down, by the next process too, and used again after', async () => {
    await node.stop();
    expectTheSameAsBefore(await staleBecauseOf('CHAIN_UNREACHABLE'));
    consumer = await consumer.restart();
    expectTheSameAsBefore(await staleBecauseOf('CHAIN_UNREACHABLE'));

    // It begins anew at its genesis: what it says is old until it has passed what was served.
    node = await node.restart();
    expectTheSameAsBefore(await staleBecauseOf('HEAD_REGRESSED'));

    const beyond = await node.makeBlocks(served.block.number);
    const { block, counts } = await recovered(beyond.number);
    expect(block).toEqual({ ...beyond, finalized: true });
    expect(counts['blockNumber']).toBe(beyond.number);
  });
});
