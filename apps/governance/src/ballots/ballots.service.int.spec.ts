import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScheduleModule } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { CacheModule, chainCacheMigrations, RpcModule } from 'nestjs-chain-cache';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import type { Ballot } from './ballot.entity.js';
import type { Opening } from './ballot.requests.js';
import { BallotsModule } from './ballots.module.js';
import { BallotsService } from './ballots.service.js';
import { digestOf } from './digest.js';
import { ballotMigrations } from './migrations/index.js';

const OPENING: Opening = {
  title: 'Raise the dividend?',
  mode: 'T0.1S.1G.2B.1M50D30',
  acceptStale: false,
  acceptIncomplete: false,
};
const TALLIES = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };

let database: TestDatabase;
let chain: DevChain;
let module: TestingModule;
let ballots: BallotsService;

beforeAll(async () => {
  database = await createTestDatabase();
  chain = await startDevChain({ blockTimeMs: 'manual' });
});

afterAll(async () => {
  await chain.close();
  await database.drop();
});

beforeEach(async () => {
  chain.set({ members: 7224, smiths: 20 });
  finalize();
  module = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: database.url,
        autoLoadEntities: true,
        migrations: [...chainCacheMigrations, ...ballotMigrations],
        migrationsRun: true,
      }),
      ScheduleModule.forRoot(),
      CacheModule.forRoot({ memoryEntries: 0, retryAfterMs: 0 }),
      // Nothing is kept but what the tests ask for.
      RpcModule.forRoot({ endpoints: [chain.url], follow: false }),
      BallotsModule,
    ],
  }).compile();
  module.useLogger(false);
  await module.init();
  ballots = module.get(BallotsService);
});

afterEach(() => module.close());

function finalize(): void {
  chain.makeBlock();
  chain.finalizeAll();
}

async function withChainDown(work: () => Promise<void>): Promise<void> {
  await chain.stopListening();
  try {
    await work();
  } finally {
    await chain.resumeListening();
  }
}

async function forgetWhatIsKept(): Promise<void> {
  await module.get(DataSource).query('delete from blockchain_cache');
}

function open(changes: Partial<Opening> = {}, idempotencyKey: string | null = null) {
  return ballots.open({ ...OPENING, ...changes }, idempotencyKey);
}

function refusal(code: string) {
  return expect.objectContaining({ code });
}

describe('opening a ballot', () => {
  it('freezes the newest finalized block, however fresh what is kept', async () => {
    await open();
    chain.set({ members: 7300 });
    finalize();
    const { electorate, electorateDigest, mode, closing } = await open();
    expect(electorate).toMatchObject({
      network: { genesisHash: chain.genesisHash, development: true },
      block: chain.finalizedBlock,
      counts: { wotSize: 7300, smithSize: 20, techCommSize: 5 },
      provenance: { endpoint: chain.url, state: 'fresh', reason: null },
      reservations: [],
    });
    expect(electorateDigest).toBe(digestOf(electorate));
    expect(mode).toBe('D30M50B.1G.2S.1T.1');
    expect(closing).toBeNull();
  });

  it.each([['number'], ['hash']] as const)('freezes a past block by its %s', async (by) => {
    const past = chain.finalizedBlock;
    chain.set({ members: 7300 });
    finalize();
    const { electorate } = await open({ block: past[by] });
    expect(electorate).toMatchObject({ block: past, counts: { wotSize: 7224 } });
  });

  it('is refused at a block that is not finalized', async () => {
    chain.makeBlock();
    const block = chain.bestBlock.number;
    await expect(open({ block })).rejects.toEqual(refusal('SNAPSHOT_NOT_KEPT'));
  });

  it('is refused on what is kept when the chain can not be read, unless that will do', async () => {
    await open();
    await withChainDown(async () => {
      await expect(open()).rejects.toEqual(refusal('SNAPSHOT_STALE'));
      const { electorate } = await open({ acceptStale: true });
      expect(electorate).toMatchObject({
        provenance: { state: 'stale', reason: 'CHAIN_UNREACHABLE' },
        reservations: ['SNAPSHOT_STALE'],
      });
    });
  });

  it('is refused when nothing is kept, whatever will do', async () => {
    await withChainDown(async () => {
      // Not before: what is forgotten is read again as soon as anybody hears of it.
      await forgetWhatIsKept();
      await expect(open({ acceptStale: true })).rejects.toEqual(refusal('CHAIN_UNREACHABLE'));
    });
  });

  it('is refused when a count is missing, unless that will do', async () => {
    chain.upgradeRuntime('no-tech-comm');
    finalize();
    await expect(open()).rejects.toEqual(refusal('SNAPSHOT_INCOMPLETE'));
    const ballot = await open({ acceptIncomplete: true });
    expect(ballot.electorate.reservations).toEqual(['SNAPSHOT_INCOMPLETE']);
    expect(ballot.electorate.counts).not.toHaveProperty('techCommSize');
    const { closing } = await ballots.close(ballot.id, TALLIES);
    expect(closing?.verdict).toMatchObject({ adopted: null, undecided: /techCommSize/ });
    chain.upgradeRuntime('smith-members');
  });

  it.each([['M101'], ['X1'], ['M50R1']])('is refused in mode %s, which is none', async (mode) => {
    await expect(open({ mode })).rejects.toEqual(refusal('VOTE_MODE_INVALID'));
  });
});

describe('an idempotency key', () => {
  it('opens one ballot, and gives it again with the chain down', async () => {
    const first = await open({}, 'again');
    finalize();
    await withChainDown(async () => {
      expect(await open({}, 'again')).toEqual(first);
    });
  });

  it('opens one ballot for requests that come at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => open({}, 'at once')));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
  });

  it('is refused with another body', async () => {
    await open({}, 'taken');
    const refused = refusal('IDEMPOTENCY_KEY_REUSED');
    await expect(open({ title: 'Another' }, 'taken')).rejects.toEqual(refused);
    await expect(open({ acceptStale: true }, 'taken')).rejects.toEqual(refused);
  });
});

describe('closing a ballot', () => {
  let ballot: Ballot;

  beforeEach(async () => {
    ballot = await open();
    chain.set({ members: 8000, smiths: 40 });
    finalize();
  });

  it('judges by the frozen electorate and shows the counts of now beside it', async () => {
    const closed = await ballots.close(ballot.id, TALLIES);
    expect(closed.closing).toMatchObject({
      tallies: TALLIES,
      verdict: {
        adopted: true,
        criteria: { wot: { required: 94, received: 94, met: true } },
        undecided: null,
      },
      comparison: {
        snapshot: { block: chain.finalizedBlock, counts: { wotSize: 8000, smithSize: 40 } },
        reason: null,
      },
    });
    expect(closed.electorate).toEqual(ballot.electorate);
    expect(closed.electorateDigest).toBe(ballot.electorateDigest);
    expect(await ballots.find(ballot.id)).toEqual(closed);
  });

  it('is done once, by whoever was first', async () => {
    const closings = await Promise.allSettled(
      Array.from({ length: 8 }, (_, votesAgainst) =>
        ballots.close(ballot.id, { ...TALLIES, votesAgainst }),
      ),
    );
    const [winner, ...others] = closings.filter(({ status }) => status === 'fulfilled');
    const refused = closings.filter(({ status }) => status === 'rejected');
    expect(others).toEqual([]);
    expect(refused).toEqual(
      Array.from({ length: 7 }, () => ({ status: 'rejected', reason: refusal('BALLOT_CLOSED') })),
    );
    expect(winner).toMatchObject({ value: await ballots.find(ballot.id) });
    await expect(ballots.close(ballot.id, TALLIES)).rejects.toEqual(refusal('BALLOT_CLOSED'));
  });

  it('is done without the chain, and then says that nothing can be compared', async () => {
    await withChainDown(async () => {
      // Not before: what is forgotten is read again as soon as anybody hears of it.
      await forgetWhatIsKept();
      const { closing } = await ballots.close(ballot.id, TALLIES);
      expect(closing?.verdict.adopted).toBe(true);
      expect(closing?.comparison).toEqual({ snapshot: null, reason: 'CHAIN_UNREACHABLE' });
    });
  });

  it.each([
    ['more votes than voters', { ...TALLIES, votesFor: 7200 }],
    ['votes of a body left out', { votesFor: 94, votesAgainst: 26 }],
  ])('is refused with %s, and leaves it open', async (_, tallies) => {
    await expect(ballots.close(ballot.id, tallies)).rejects.toEqual(refusal('TALLY_INVALID'));
    expect((await ballots.find(ballot.id)).closing).toBeNull();
  });

  it.each([['017f22e2-79b0-7cc3-98c4-dc0c0c07398f'], ['nonsense'], ['']])(
    'is refused for %j, which is none',
    async (id) => {
      await expect(ballots.close(id, TALLIES)).rejects.toEqual(refusal('NOT_FOUND'));
    },
  );
});

describe('listing ballots', () => {
  it('goes through all of them, newest first, each once', async () => {
    const newest = [];
    for (let at = 0; at < 5; at++) newest.unshift((await open()).id);
    const seen: string[] = [];
    let next: string | null | undefined;
    while (next !== null) {
      const page = await ballots.list(
        next === undefined ? { limit: 2 } : { limit: 2, after: next },
      );
      expect(page.ballots.length).toBeLessThanOrEqual(2);
      seen.push(...page.ballots.map(({ id }) => id));
      ({ next } = page);
    }
    expect(seen.slice(0, 5)).toEqual(newest);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('says that nothing follows a page that is just full', async () => {
    await open();
    const all = await ballots.list({ limit: 100 });
    const page = await ballots.list({ limit: all.ballots.length });
    expect(page.ballots).toHaveLength(all.ballots.length);
    expect(page.next).toBeNull();
  });
});
