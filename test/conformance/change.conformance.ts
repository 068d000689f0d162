import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainSnapshot } from 'nestjs-chain-cache';
import { timestamp } from './asset-hub-preset.js';
import { ChopsticksNode, type Head } from './chopsticks-node.js';
import { Consumer, waysToRenew } from './consumer.js';
import { readByReference } from './reference.js';
import { accountId, accounts } from './storage-values.js';

describe.each(waysToRenew)('a real runtime whose storage changes, read %s', (_, options) => {
  let node: ChopsticksNode;
  let consumer: Consumer;

  beforeAll(async () => {
    node = await ChopsticksNode.start();
    consumer = await Consumer.start(node.url, options);
  });

  afterAll(async () => {
    await consumer.stop();
    await node.stop();
  });

  const snapshotOf = ({ number }: Head): Promise<ChainSnapshot> =>
    consumer.snapshotWhere(({ block }) => block.number >= number);

  it('gives the numbers of each new block', async () => {
    for (const blocks of [1, 2]) {
      const head = await node.makeBlocks(blocks);

      const { block, counts, amounts } = await snapshotOf(head);

      expect(block).toEqual({ ...head, finalized: true });
      expect(counts['blockNumber']).toBe(head.number);
      expect(amounts['timestamp']).toBe(await readByReference(node.api, timestamp, head.hash));
    }
  });

  it('says so when a number changes', async () => {
    const before = await consumer.counts.snapshot();
    const head = await node.setStorage({
      CollatorSelection: { DesiredCandidates: 7 },
      System: { Account: accounts(1) },
    });

    const { counts } = await snapshotOf(head);

    expect(before.counts['desiredCandidateCount']).toBe(0);
    expect(counts['desiredCandidateCount']).toBe(7);
    expect(counts['accountCount']).toBe((before.counts['accountCount'] ?? NaN) + 1);
  });

  it('reads an amount beyond what a number holds, to the last digit', async () => {
    const issuance = '340282366920938463463374607431768211455';
    const head = await node.setStorage({ Balances: { TotalIssuance: issuance } });

    const { amounts } = await snapshotOf(head);

    expect(amounts['totalIssuance']).toBe(issuance);
  });

  it('reports what is removed as unavailable and goes on with the rest', async () => {
    const key = node.api.query['collatorSelection']?.['desiredCandidates']?.key();
    const head = await node.setStorage([[key, null]]);

    const { counts, unavailable } = await snapshotOf(head);

    expect(counts).not.toHaveProperty('desiredCandidateCount');
    expect(counts['validatorCount']).toBe(4);
    const reason = expect.stringMatching(`nothing is stored.*block ${head.number}`);
    expect(unavailable).toEqual([{ name: 'desiredCandidateCount', reason }]);
  });

  it.each([
    ['that end too early', `0x08${'11'.repeat(32)}`],
    ['that go on too long', '0x0000'],
    ['with a length that is not written as it should be', '0x0100'],
  ])('reports bytes %s as unavailable and goes on with the rest', async (_, bytes) => {
    const key = node.api.query['collatorSelection']?.['invulnerables']?.key();
    const head = await node.setStorage([[key, bytes]]);

    const { counts, unavailable } = await snapshotOf(head);

    expect(counts).not.toHaveProperty('invulnerableCount');
    expect(counts['validatorCount']).toBe(4);
    const reason = expect.stringMatching(`does not decode.*block ${head.number}`);
    expect(unavailable).toContainEqual({ name: 'invulnerableCount', reason });
  });

  it('reports entries as unavailable of which one has a variant that does not exist', async () => {
    const key = node.api.query['assets']?.['account']?.key(1, accountId(1));
    const head = await node.setStorage([[key, `0x${'00'.repeat(17)}07`]]);

    const { counts, unavailable } = await snapshotOf(head);

    expect(counts).not.toHaveProperty('sufficientHoldingCount');
    const reason = expect.stringMatching(`does not decode.*block ${head.number}`);
    expect(unavailable).toContainEqual({ name: 'sufficientHoldingCount', reason });
  });

  it('gives the numbers of a block of the past, by its number and by its hash', async () => {
    const past = await node.head();
    await node.setStorage({ CollatorSelection: { DesiredCandidates: 9 } });
    const head = await node.setStorage({ CollatorSelection: { DesiredCandidates: 11 } });

    const byNumber = await consumer.counts.snapshotAt(past.number + 1);
    const byHash = await consumer.counts.snapshotAt(byNumber.block.hash);

    expect(byNumber.counts['blockNumber']).toBe(past.number + 1);
    expect(byHash.counts).toEqual(byNumber.counts);
    expect((await snapshotOf(head)).counts['desiredCandidateCount']).toBe(11);
  });

  it.each([
    ['a number beyond the head', () => 1_000_000],
    // To a hash that it does not know, this node answers with the state of its genesis.
    ['a hash that no block has', () => `0x${'ab'.repeat(32)}`],
  ])('does not invent a snapshot for %s', async (_, block) => {
    await expect(consumer.counts.snapshotAt(block())).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_KEPT',
    });
  });
});
