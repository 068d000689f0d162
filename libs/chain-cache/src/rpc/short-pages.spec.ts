import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { eventually } from '../../../../test/support/eventually.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { ChainSnapshot } from './chain-snapshot.js';
import type { CountDefinition } from './counts/count-definition.js';

const METHOD_MISSING = { code: -32601, message: 'Method not found' };
const CAP = 7;

/** The same map twice: how many entries it has, and how many of them are of smiths. */
const definitions: CountDefinition[] = [
  {
    name: 'entries',
    kind: 'count',
    alternatives: [{ pallet: 'SmithMembers', item: 'Smiths', read: 'entries' }],
  },
  {
    name: 'smiths',
    kind: 'count',
    alternatives: [
      {
        pallet: 'SmithMembers',
        item: 'Smiths',
        read: { entriesWhere: { field: 'status', equals: 'Smith' } },
      },
    ],
  },
];

let chain: DevChain;
let app: CountsApp | undefined;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual', finalityLagBlocks: 0 });
  chain.set({ smiths: 20, pendingSmiths: 0, invitedSmiths: 0, excludedSmiths: 0 });
  chain.makeBlock();
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  await chain.close();
});

/** What becomes of a page of keys, which was asked for behind that key. */
type Distortion = (keys: readonly string[], after: string | null) => readonly string[];

function distortPages(distort: Distortion): void {
  chain.intercept('state_getKeysPaged', ({ params }, text) => {
    const [, , after] = params as [string, number, string | null];
    const { result, ...rest } = JSON.parse(text) as { result: string[] };
    return JSON.stringify({ ...rest, result: distort(result, after) });
  });
}

const capped: Distortion = (keys) => keys.slice(0, CAP);

async function start(follow: boolean): Promise<CountsApp> {
  const { url, genesisHash } = chain;
  const patient = { finalityTimeoutSeconds: 1_000_000 };
  app = await startCounts(new InMemoryCacheStore(), {
    endpoints: [url],
    genesisHash,
    preset: { definitions, invariants: [] },
    follow,
    ...patient,
  });
  return app;
}

/** Finalizes a block, and waits until it is served by who follows. */
async function finalized({ counts }: CountsApp): Promise<ChainSnapshot['counts']> {
  chain.makeBlock();
  return await eventually(async () => {
    const snapshot = await counts.snapshot();
    expect(snapshot.block).toMatchObject(chain.finalizedBlock);
    return snapshot.counts;
  });
}

/** Followed where each block is read whole, until it is known what to ask for at the next one. */
async function followed(): Promise<CountsApp> {
  chain.failMethod('chainHead_v1_follow', METHOD_MISSING);
  const started = await start(true);
  for (let block = 0; block < 3; block++) await finalized(started);
  return started;
}

describe('a snapshot from a node whose pages of keys are shorter than asked for', () => {
  it('has all entries where pages are capped', async () => {
    distortPages(capped);
    const { counts } = await start(false);
    expect((await counts.snapshot()).counts).toEqual({ entries: 20, smiths: 20 });
    expect(chain.calls.get('state_getKeysPaged')).toBe(4);
  });

  it('has all entries where each page is of another length', async () => {
    let length = 0;
    distortPages((keys) => keys.slice(0, (length++ % 5) + 1));
    const { counts } = await start(false);
    expect((await counts.snapshot()).counts).toEqual({ entries: 20, smiths: 20 });
  });

  it('has all entries where one has been taken out of a page', async () => {
    chain.set({ smiths: 1500, members: 9000, identities: 9000 });
    chain.makeBlock();
    const gone: string[] = [];
    // As where what is deleted in a fork is taken out once there is a page.
    distortPages((keys, after) => {
      if (after === null) gone.push(...keys.slice(500, 501));
      return keys.filter((key) => !gone.includes(key));
    });
    const { counts } = await start(false);
    expect((await counts.snapshot()).counts).toEqual({ entries: 1499, smiths: 1499 });
  });

  it('asks once for a map that is empty', async () => {
    chain.set({ smiths: 0 });
    chain.makeBlock();
    const { counts } = await start(false);
    expect((await counts.snapshot()).counts).toEqual({ entries: 0, smiths: 0 });
    expect(chain.calls.get('state_getKeysPaged')).toBe(1);
  });
});

describe('following a node whose pages of keys are shorter than asked for', () => {
  it('sees entries that come and go on whichever page', async () => {
    distortPages(capped);
    const app = await followed();
    for (const smiths of [21, 22, 29, 20, 7, 8, 14, 0, 1]) {
      chain.set({ smiths });
      expect(await finalized(app)).toEqual({ entries: smiths, smiths });
    }
  });

  it('has all entries where each page is of another length, at each block', async () => {
    let length = 0;
    distortPages((keys) => keys.slice(0, (length++ % 5) + 1));
    const app = await followed();
    for (const smiths of [20, 21, 20]) {
      chain.set({ smiths });
      expect(await finalized(app)).toEqual({ entries: smiths, smiths });
    }
  });

  it('reads all pages of a map, also where there are more than are asked for at once', async () => {
    distortPages((keys) => keys.slice(0, 2));
    const app = await followed();
    chain.resetCalls();
    expect(await finalized(app)).toEqual({ entries: 20, smiths: 20 });
    expect(Object.fromEntries(chain.calls)).toEqual({
      state_getKeysPaged: 11,
      state_queryStorageAt: 1,
    });
  });

  it.each([
    ['of one page', (keys: readonly string[]) => keys, 2],
    ['of more', capped, 4],
  ] satisfies [string, Distortion, number][])(
    'takes one round trip for a map %s in which nothing changed',
    async (_, distort, pages) => {
      distortPages(distort);
      const app = await followed();
      const held: string[] = [];
      const hold = (text: string): string[] => {
        held.push(text);
        return held.length === pages + 1 ? held : [];
      };
      chain.intercept('state_queryStorageAt', (_, text) => hold(text));
      chain.intercept('state_getKeysPaged', ({ id, params }, text) => {
        const [, , after] = params as [string, number, string | null];
        const { result } = JSON.parse(text) as { result: string[] };
        return hold(JSON.stringify({ jsonrpc: '2.0', id, result: distort(result, after) }));
      });
      chain.resetCalls();
      expect(await finalized(app)).toEqual({ entries: 20, smiths: 20 });
      expect(Object.fromEntries(chain.calls)).toEqual({
        state_getKeysPaged: pages,
        state_queryStorageAt: 1,
      });
    },
  );

  it.each([
    ['first', (_: string | null, index: number) => index === 1],
    ['second', (after: string | null, index: number) => after !== null && index === 1],
    ['last', (after: string | null) => after !== null],
  ])('believes no %s page that leaves out a key of which there is a value', async (_, leftOut) => {
    distortPages(capped);
    const app = await followed();
    distortPages((keys, after) => capped(keys, after).filter((_, index) => !leftOut(after, index)));
    chain.makeBlock();
    await eventually(async () => {
      const { endpoints } = await app.counts.chainStatus();
      expect(endpoints).toMatchObject([{ state: 'quarantined', code: 'ANSWER_MALFORMED' }]);
    });
    expect((await app.counts.snapshot()).counts).toEqual({ entries: 20, smiths: 20 });
  });
});
