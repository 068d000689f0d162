import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainSnapshot, CountDefinition } from 'nestjs-chain-cache';
import { accountCount, sufficientHoldingCount } from './asset-hub-preset.js';
import { ChopsticksNode } from './chopsticks-node.js';
import { Consumer } from './consumer.js';
import { readByReference } from './reference.js';
import { accounts, holdings } from './storage-values.js';

/** A node gives 1000 keys in one answer. */
const MANY = 1200;

describe('a map of a real runtime with more entries than a node gives in one answer', () => {
  let node: ChopsticksNode;
  let consumer: Consumer;
  let snapshot: ChainSnapshot;

  beforeAll(async () => {
    node = await ChopsticksNode.start();
    await node.setStorage({
      System: { Account: accounts(MANY) },
      Assets: {
        Account: [
          ...holdings(1, MANY, 'Sufficient'),
          ...holdings(2, 30, 'Consumer'),
          ...holdings(3, 20, { DepositHeld: 5 }),
        ],
      },
    });
    consumer = await Consumer.start(node.url);
    snapshot = await consumer.counts.snapshot();
  });

  afterAll(async () => {
    await consumer.stop();
    await node.stop();
  });

  const reference = (definition: CountDefinition): Promise<string> =>
    readByReference(node.api, definition, snapshot.block.hash);

  it('has them all counted', async () => {
    const { accountCount: read } = snapshot.counts;

    expect(read).toBeGreaterThan(MANY);
    expect(String(read)).toBe(await reference(accountCount));
  });

  it('has those counted of which a field is of one variant', async () => {
    expect(snapshot.counts['sufficientHoldingCount']).toBe(MANY);
    expect(await reference(sufficientHoldingCount)).toBe(String(MANY));
  });
});
