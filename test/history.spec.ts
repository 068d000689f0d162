import { describe, expect, it } from '@jest/globals';
import type { PastReading } from 'nestjs-chain-cache';
import { claimHeight, claimNothing } from './support/claim-height.js';
import { eventually } from './support/eventually.js';
import { type FollowedChain, forEachTest } from './support/followed-chain.js';
import type { FollowReplica } from './support/follow-replica.js';
import { FollowWorker } from './support/follow-worker.js';

const FAR = 5_000_000;

/** What of a reading most tests are about: value, first block, last block, whether after a gap. */
function outline(readings: readonly PastReading[]) {
  return readings.map(({ value, block, untilBlock, afterGap }) => [
    value,
    block.number,
    untilBlock,
    afterGap,
  ]);
}

/** What the tables would look like so many seconds later: they refuse updates, so not as they are. */
async function passInHistory({ dataSource }: FollowReplica, seconds: number): Promise<void> {
  const earlier = (column: string) => `${column} = ${column} - make_interval(secs => ${seconds})`;
  for (const [table, columns] of [
    ['chain_count_history', ['seen_at']],
    ['chain_follow_span', ['from_at', 'to_at']],
  ] as const) {
    await dataSource.query(`alter table ${table} disable trigger user`);
    await dataSource.query(`update ${table} set ${columns.map(earlier).join(', ')}`);
    await dataSource.query(`alter table ${table} enable trigger user`);
  }
}

describe('the history of a count', () => {
  let chain: FollowedChain;

  const head = (): number => chain.node.finalizedBlock.number;

  /** Waits until the block that is final now is followed, not merely served. Gives its number. */
  async function recorded({ counts }: FollowReplica): Promise<number> {
    await eventually(async () => {
      expect((await counts.history('wotSize')).at(-1)?.untilBlock).toBe(head());
    }, 20_000);
    return head();
  }

  forEachTest((its) => {
    chain = its;
  });

  it('has each value with its blocks, oldest first', async () => {
    const replica = await chain.replica();
    const { counts } = replica;
    await recorded(replica);
    const first = (await chain.servedBy(replica)).block;
    chain.node.set({ members: 7300, monetaryMass: 9n });
    const changed = (await chain.finalizeOneByOne(1, replica)).block;
    await chain.finalizeOneByOne(2, replica);
    chain.node.set({ members: 7224 });
    await chain.finalizeOneByOne(2, replica);
    expect(await counts.history('wotSize')).toEqual([
      {
        name: 'wotSize',
        value: 7224,
        reason: null,
        block: first,
        seenAt: expect.stringMatching(/^\d{4}-.*Z$/),
        untilBlock: first.number,
        afterGap: true,
      },
      expect.objectContaining({ value: 7300, block: changed, untilBlock: changed.number + 2 }),
      expect.objectContaining({ value: 7224, untilBlock: head(), afterGap: false }),
    ]);
    const masses = await counts.history('monetaryMass');
    expect(masses.map(({ value }) => value)).toEqual(['8234567890', '9']);
    expect(await counts.history('smithSize')).toHaveLength(1);
  });

  it('answers for a block and for a moment, long after nodes have forgotten', async () => {
    const replica = await chain.replica();
    const { counts } = replica;
    await recorded(replica);
    chain.node.set({ members: 7300 });
    const changed = (await chain.finalizeOneByOne(1, replica)).block.number;
    const then = new Date();
    chain.node.set({ members: 7400 });
    await chain.finalizeOneByOne(3, replica);
    chain.node.pruneStatesBefore(head());
    await expect(counts.snapshotAt(changed)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_KEPT' });
    expect(await counts.valueAt('wotSize', changed)).toMatchObject({ value: 7300 });
    expect(await counts.valueAt('wotSize', changed - 1)).toMatchObject({ value: 7224 });
    expect(await counts.valueAt('wotSize', then)).toMatchObject({ value: 7300 });
    expect(await counts.valueAt('wotSize', new Date())).toMatchObject({ value: 7400 });
    const unknown = [0, head() + 1, new Date(0), new Date(Date.now() + 3_600_000)];
    const answers = unknown.map((at) => counts.valueAt('wotSize', at));
    expect(await Promise.all(answers)).toEqual(unknown.map(() => undefined));
  });

  it('shows where nobody followed as a gap, whether or not the value changed in it', async () => {
    const first = await chain.replica();
    const start = await recorded(first);
    await chain.finalizeOneByOne(2, first);
    await first.close();
    const end = head();
    chain.node.set({ members: 7300 });
    chain.finalize(10);
    const second = await chain.replica();
    const { counts } = second;
    await chain.finalizeOneByOne(1, second);
    expect(outline(await counts.history('wotSize'))).toEqual([
      [7224, start, end, true],
      [7300, head() - 1, head(), true],
    ]);
    expect(outline(await counts.history('smithSize'))).toEqual([
      [20, start, end, true],
      [20, head() - 1, head(), true],
    ]);
    expect(await counts.valueAt('smithSize', end + 5)).toBeUndefined();
    expect(await counts.valueAt('smithSize', end)).toMatchObject({ value: 20 });
  });

  it('says nothing of a moment at which the chain was read and nobody followed', async () => {
    const follower = await chain.replica();
    await recorded(follower);
    await follower.close();
    chain.node.set({ members: 7300 });
    chain.finalize(10);
    const { counts } = await chain.replica({ follow: false });
    await counts.refresh();
    expect(await counts.snapshot()).toMatchObject({
      counts: { wotSize: 7300 },
      freshness: { state: 'fresh' },
    });
    expect(await counts.valueAt('wotSize', new Date())).toBeUndefined();
  });

  it('is right again where an endpoint once claimed blocks far above the chain', async () => {
    const first = await chain.replica();
    await recorded(first);
    await first.close();
    chain.node.set({ members: 7300 });
    chain.finalize();
    claimHeight(chain.node, FAR);
    const deceived = await chain.replica();
    await eventually(async () => {
      expect((await deceived.counts.history('wotSize')).at(-1)?.block.number).toBe(FAR);
    }, 20_000);
    await deceived.close();
    claimNothing(chain.node);
    const recovered = await chain.replica({ follow: false });
    await recovered.cache.invalidatePrefix(`chain:${chain.node.genesisHash}:snapshot:`);
    await recovered.close();
    const { counts } = await chain.replica();
    await eventually(async () => {
      const value = { value: 7300, block: chain.node.finalizedBlock };
      expect(await counts.valueAt('wotSize', head())).toMatchObject(value);
      expect(await counts.valueAt('wotSize', new Date())).toMatchObject(value);
    }, 20_000);
  });

  it('has no gap where another replica goes on at the next block', async () => {
    const first = await chain.replica();
    const start = await recorded(first);
    await chain.finalizeOneByOne(1, first);
    await first.close();
    chain.finalize();
    const second = await chain.replica();
    await chain.finalizeOneByOne(2, second);
    expect(outline(await second.counts.history('wotSize'))).toEqual([[7224, start, head(), true]]);
  });

  it('has no more of a gap after a kill -9 than there was', async () => {
    const rpc = { endpoints: [chain.node.url] };
    const worker = FollowWorker.start(chain.databaseUrl, rpc, { leaseMs: 1000 });
    await eventually(() => expect(worker.follows).toBe(true), 20_000);
    const reader = await chain.replica({ follow: false });
    const start = await recorded(reader);
    await chain.finalizeOneByOne(3, reader);
    await worker.kill();
    const killedAt = head();
    chain.finalize(10);
    const successor = await chain.replica({}, { leaseMs: 1000 });
    await chain.servedBy(successor);
    expect(outline(await successor.counts.history('wotSize'))).toEqual([
      [7224, start, killedAt, true],
      [7224, head(), head(), true],
    ]);
  });

  it('keeps a count that was unavailable as such, with the reason', async () => {
    const replica = await chain.replica();
    await recorded(replica);
    chain.node.upgradeRuntime('no-tech-comm');
    await chain.finalizeOneByOne(2, replica);
    const [, gone] = await replica.counts.history('techCommSize');
    expect(gone).toMatchObject({
      value: null,
      reason: expect.stringContaining('not in this runtime'),
      untilBlock: head(),
    });
  });

  it('is given in the part and in the number that is asked for', async () => {
    const replica = await chain.replica();
    const { counts } = replica;
    await recorded(replica);
    for (const members of [7001, 7002, 7003, 7004]) {
      chain.node.set({ members });
      await chain.finalizeOneByOne(1, replica);
    }
    const values = async (from: number, to: number, limit: number) => {
      const readings = await counts.history('wotSize', { from, to, limit });
      return readings.map(({ value }) => value);
    };
    const last = head();
    expect(await values(0, last, 3)).toEqual([7224, 7001, 7002]);
    expect(await values(last - 2, last - 1, 100)).toEqual([7002, 7003]);
    expect(await values(last - 1, last - 1, 1)).toEqual([7003]);
    expect(await values(last + 1, last + 9, 1)).toEqual([]);
    for (const range of [{ from: -1 }, { from: 2, to: 1 }, { limit: 0 }, { limit: 1.5 }]) {
      const refused = counts.history('wotSize', range);
      await expect(refused).rejects.toMatchObject({ code: 'HISTORY_RANGE_INVALID' });
    }
    for (const at of [-1, 0.5, new Date(Number.NaN), undefined as unknown as number]) {
      const refused = counts.valueAt('wotSize', at);
      await expect(refused).rejects.toMatchObject({ code: 'HISTORY_RANGE_INVALID' });
    }
    await expect(counts.history('smiths')).rejects.toMatchObject({ code: 'COUNT_UNKNOWN' });
  });

  it('is kept for as long as the retention says, with what was in force then', async () => {
    const first = await chain.replica();
    await recorded(first);
    for (const members of [7001, 7002]) {
      chain.node.set({ members });
      await chain.finalizeOneByOne(1, first);
    }
    await first.close();
    const second = await chain.replica({ historyRetentionSeconds: 600, follow: false });
    await passInHistory(second, 3600);
    await chain.replica({ historyRetentionSeconds: 600 });
    await eventually(async () => {
      const rows = await second.dataSource.query(
        `select count_value from chain_count_history
         where genesis_hash = $1 and count_name = 'wotSize'`,
        [chain.node.genesisHash],
      );
      expect(rows).toEqual([{ count_value: '7002' }]);
    });
  });

  it('can be added to, and not changed', async () => {
    const replica = await chain.replica();
    await recorded(replica);
    for (const table of ['chain_count_history', 'chain_follow_span']) {
      const update = replica.dataSource.query(`update ${table} set genesis_hash = 'another'`);
      await expect(update).rejects.toThrow('append-only');
    }
  });
});
