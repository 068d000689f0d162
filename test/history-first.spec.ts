import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { type FollowedChain, forEachTest } from './support/followed-chain.js';
import type { FollowReplica } from './support/follow-replica.js';

/** Refuses changes of counts, and counts them: a sequence keeps what a rollback takes back. */
const REFUSE_CHANGES = [
  'create sequence refused_changes',
  `create function refuse_change() returns trigger language plpgsql as
    $$ begin perform nextval('refused_changes'); raise exception 'refused'; end $$`,
  `create trigger refuse_change before insert on chain_count_history
    for each row execute function refuse_change()`,
];

const ACCEPT_CHANGES = [
  'drop trigger refuse_change on chain_count_history',
  'drop function refuse_change',
  'drop sequence refused_changes',
];

const WHO_WAITS = `
  select from pg_locks join pg_database on pg_database.oid = database
  where not granted and relation = 'chain_count_history'::regclass and datname = current_database()`;

async function run({ dataSource }: FollowReplica, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await dataSource.query(statement);
}

async function refusedChanges({ dataSource }: FollowReplica): Promise<number> {
  const text =
    'select case when is_called then last_value else 0 end as count from refused_changes';
  const [row] = await dataSource.query<[{ count: string }]>(text);
  return Number(row.count);
}

describe('what a follower sees', () => {
  let chain: FollowedChain;

  forEachTest((its) => {
    chain = its;
  });

  it('is in the history before it is served', async () => {
    const replica = await chain.replica();
    const reader = await chain.replica({ follow: false });
    const { block } = await chain.finalizeOneByOne(1, replica);
    const writer = reader.dataSource.createQueryRunner();
    await writer.startTransaction();
    try {
      await writer.query('lock table chain_count_history in share row exclusive mode');
      chain.node.set({ members: 7300 });
      chain.finalize();
      await eventually(async () => {
        expect(await writer.query(WHO_WAITS)).toHaveLength(1);
      });
      const served = await reader.counts.snapshot();
      expect([served.block, served.counts['wotSize']]).toEqual([block, 7224]);
    } finally {
      await writer.rollbackTransaction();
      await writer.release();
    }
    const { number } = (await chain.servedBy(reader)).block;
    expect(await reader.counts.valueAt('wotSize', number)).toMatchObject({ value: 7300 });
  });

  it('is served, and unknown to the history, where a change could not be written', async () => {
    const replica = await chain.replica();
    const reader = await chain.replica({ follow: false });
    const { block } = await chain.finalizeOneByOne(1, replica);
    await run(reader, REFUSE_CHANGES);
    try {
      chain.node.set({ members: 7300 });
      chain.finalize();
      await eventually(async () => expect(await refusedChanges(reader)).toBeGreaterThan(0));
      expect((await chain.servedBy(reader)).counts['wotSize']).toBe(7300);
      chain.node.set({ members: 7400 });
      chain.finalize();
    } finally {
      await run(reader, ACCEPT_CHANGES);
    }
    const { number } = (await chain.servedBy(replica)).block;
    const valueAt = async (at: number) => (await reader.counts.valueAt('wotSize', at))?.value;
    expect([await valueAt(block.number), await valueAt(number)]).toEqual([7224, 7400]);
    expect(await valueAt(block.number + 1)).not.toBe(7224);
  });
});
