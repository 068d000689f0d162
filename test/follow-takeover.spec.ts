import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from './support/cache-replica.js';
import { eventually } from './support/eventually.js';
import { FollowedChain } from './support/followed-chain.js';
import { FollowWorker } from './support/follow-worker.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

const LEASE_MS = 1500;
/** The life of the lease, a fifth of it, and time to read on a busy machine. */
const BOUND_MS = 1.2 * LEASE_MS + 8000;

/** Several processes that start at once, on a busy machine. */
const START_MS = 60_000;
const TEST_MS = 120_000;

describe('the one who follows', () => {
  let database: TestDatabase;
  let chain: FollowedChain;
  let workers: FollowWorker[];

  function startWorkers(count: number): void {
    const rpc = { endpoints: [chain.node.url] };
    for (let started = 0; started < count; started++) {
      workers.push(FollowWorker.start(database.url, rpc, { leaseMs: LEASE_MS }));
    }
  }

  const followers = (): FollowWorker[] => workers.filter(({ follows }) => follows);

  async function onlyFollower(): Promise<FollowWorker> {
    await eventually(() => expect(followers()).toHaveLength(1), START_MS);
    const [follower] = followers();
    if (follower === undefined) throw new Error('nobody follows');
    return follower;
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
  });

  beforeEach(async () => {
    chain = await FollowedChain.start(database.url);
    workers = [];
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await chain.close();
  });

  afterAll(async () => {
    await database.drop();
  });

  it(
    'is one of four, and is succeeded within the bound when it is killed',
    async () => {
      const reader = await chain.replica({ follow: false });
      startWorkers(4);
      const first = await onlyFollower();
      await chain.finalizeOneByOne(2, reader);
      expect(followers()).toEqual([first]);
      await first.kill();
      chain.node.set({ members: 7500 });
      chain.finalize();
      expect((await chain.servedBy(reader, BOUND_MS)).counts['wotSize']).toBe(7500);
      await chain.finalizeOneByOne(2, reader);
      expect(followers()).toHaveLength(2);
    },
    TEST_MS,
  );

  it(
    'gives way when it was stopped for too long, and takes nothing back',
    async () => {
      const reader = await chain.replica({ follow: false });
      startWorkers(2);
      const first = await onlyFollower();
      await chain.finalizeOneByOne(1, reader);
      first.signal('SIGSTOP');
      await eventually(() => expect(followers()).toHaveLength(2), BOUND_MS + 5000);
      const { block } = await chain.finalizeOneByOne(2, reader);
      first.signal('SIGCONT');
      const calls = await chain.callsOf(() => chain.finalizeOneByOne(5, reader));
      expect((await reader.counts.snapshot()).block.number).toBe(block.number + 5);
      const looks = ['chainHead_v1_storage', 'state_queryStorageAt'].map(
        (asked) => calls[asked] ?? 0,
      );
      expect(looks.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(7);
    },
    TEST_MS,
  );

  it('hands over long before its lease is over when it is shut down', async () => {
    const longLease = { leaseMs: 40_000 };
    const follower = await chain.replica({}, longLease);
    await chain.servedBy(follower);
    const other = await chain.replica({}, longLease);
    await follower.close();
    chain.node.set({ members: 7501 });
    chain.finalize();
    expect((await chain.servedBy(other, 20_000)).counts['wotSize']).toBe(7501);
  });
});
