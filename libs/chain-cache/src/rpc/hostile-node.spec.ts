import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import fc from 'fast-check';
import { eventually } from '../../../../test/support/eventually.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { CacheModuleOptions } from '../cache/cache.options.js';
import type { BlockReference, ChainSnapshot } from './chain-snapshot.js';
import { ChainUnavailableError } from './errors.js';
import type { RpcModuleOptions } from './rpc.options.js';

const METHODS = [
  'chain_getBlockHash',
  'system_chain',
  'system_chainType',
  'system_health',
  'chain_getFinalizedHead',
  'chain_getHeader',
  'state_getRuntimeVersion',
  'state_getStorage',
  'state_getStorageHash',
  'state_getKeysPaged',
  'state_queryStorageAt',
];
/** And those by which it is followed. */
const FOLLOWED_METHODS = [
  ...METHODS,
  'chain_subscribeFinalizedHeads',
  'chainHead_v1_follow',
  'chainHead_v1_storage',
  'chainHead_v1_unpin',
];

const CALL_TIMEOUT_MS = 500;
/** For longer than any endpoint is left alone. */
const QUARANTINE_MS = 61_000;
/** Is not over when the clock is put forward by all of them. */
const LONG_LEASE_MS = 24 * 3_600_000;
/** For megabytes, on a busy machine. */
const PATIENT: Partial<RpcModuleOptions> = { callTimeoutMs: 20_000 };

let chain: DevChain;
let store: InMemoryCacheStore;
let honest: ChainSnapshot;
let app: CountsApp;

async function start(
  options: Partial<RpcModuleOptions> = {},
  cache: CacheModuleOptions = {},
): Promise<void> {
  const { url, genesisHash } = chain;
  const patient = { graceSeconds: 0, finalityTimeoutSeconds: 1_000_000 };
  app = await startCounts(
    store,
    { endpoints: [url], genesisHash, ...patient, ...options },
    { cache: { softTimeoutMs: 10_000, ...cache } },
  );
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  store = new InMemoryCacheStore();
  await start();
  honest = await app.counts.snapshot();
});

afterEach(async () => {
  await app.close();
  await chain.close();
});

/** Reads again, long after any quarantine, from a node that answers one method so. */
async function readFrom(method: string, texts: readonly string[]): Promise<ChainSnapshot | Error> {
  store.clock.advance(3_600_000);
  chain.intercept(method, ({ id }) => texts.map((text) => text.replace('"ID"', String(id))));
  const startedAt = performance.now();
  try {
    chain.makeBlock();
    return await app.counts.snapshot();
  } catch (error) {
    return error as Error;
  } finally {
    chain.intercept(method, null);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  }
}

/** Numbers that no node has sent, and errors that are not ours. */
function inventionsIn(outcome: ChainSnapshot | Error, saidNoKeys: boolean): unknown[] {
  if (outcome instanceof ChainUnavailableError) return [];
  if (outcome instanceof Error) return [outcome];
  const truth: Record<string, unknown> = { ...honest.counts, ...honest.amounts };
  const told = Object.entries({ ...outcome.counts, ...outcome.amounts });
  const sent = ([name, value]: [string, unknown]) =>
    truth[name] === value || (saidNoKeys && name === 'smithSize' && value === 0);
  return told.filter((entry) => !sent(entry));
}

/** Of a map, that it has no entries: a well-formed lie, which sends the number 0. */
const NO_KEYS = '{"jsonrpc":"2.0","id":"ID","result":[]}';

function saysNoKeys(method: string, texts: readonly string[]): boolean {
  return method === 'state_getKeysPaged' && texts.includes(NO_KEYS);
}

/** Results that are nearly right as often as not. */
const result = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, [], {}, '0x', '0x00', true, -1, [{}], [null], [{ block: null }]),
  fc.record({ isSyncing: fc.jsonValue(), peers: fc.jsonValue(), number: fc.jsonValue() }),
  fc.array(fc.constantFrom('0x06178353b415d769', '0xff', 'zz', null), { maxLength: 4 }),
);

const wellFormed = result.map(
  (value) => `{"jsonrpc":"2.0","id":"ID","result":${JSON.stringify(value)}}`,
);

const failed = fc
  .jsonValue()
  .map((error) => `{"jsonrpc":"2.0","id":"ID","error":${JSON.stringify(error)}}`);

const anything = fc.oneof(fc.string(), fc.json(), wellFormed, failed);

/** A method, and what is answered instead. */
const liesAbout = (methods: readonly string[]) =>
  fc.tuple(fc.constantFrom(...methods), fc.array(anything, { minLength: 1, maxLength: 3 }));

/** What a listener to snapshots was told, after which lie. */
interface Heard {
  readonly block: BlockReference;
  readonly told: unknown;
  readonly inventions: readonly unknown[];
}

/** Waits until the newest finalized block is served, long after any quarantine. */
async function served(): Promise<void> {
  await eventually(async () => {
    store.clock.advance(QUARANTINE_MS);
    expect((await app.counts.snapshot()).block).toMatchObject(chain.finalizedBlock);
  }, 60_000);
}

/** Makes a block, and gives that answer until it was asked for once; it may not be asked for at all. */
async function lieOnce(method: string, texts: readonly string[]): Promise<void> {
  store.clock.advance(QUARANTINE_MS);
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 100);
    chain.intercept(method, ({ id }) => {
      resolve();
      return texts.map((text) => text.replace('"ID"', String(id)));
    });
    chain.makeBlock();
  });
  chain.intercept(method, null);
}

describe('a node that answers whatever it likes', () => {
  it.each(['url', 'httpUrl'] as const)(
    'gets no number served that it has not sent, and no error thrown but ours, by its %s',
    async (by) => {
      await app.close();
      await start({ endpoints: [chain[by]], callTimeoutMs: 500 });
      const examples: [[string, string[]]][] = [[['state_getKeysPaged', [NO_KEYS]]]];
      const property = fc.asyncProperty(liesAbout(METHODS), async ([method, texts]) => {
        const outcome = await readFrom(method, texts);
        expect(inventionsIn(outcome, saysNoKeys(method, texts))).toEqual([]);
      });
      await expect(
        fc.assert(property, { numRuns: 150, endOnFailure: true, examples }),
      ).resolves.toBeUndefined();
    },
    120_000,
  );

  it('has no other number served while it is followed, and is followed once it is honest', async () => {
    await app.close();
    await start({ follow: true, callTimeoutMs: CALL_TIMEOUT_MS }, { leaseMs: LONG_LEASE_MS });
    const heard: Heard[] = [];
    let told: { readonly method: string; readonly texts: readonly string[] } | undefined;
    let saidNoKeys = false;
    app.counts.onSnapshot((snapshot) => {
      heard.push({ block: snapshot.block, told, inventions: inventionsIn(snapshot, saidNoKeys) });
    });
    await served();
    for (const [method, texts] of fc.sample(liesAbout(FOLLOWED_METHODS), 60)) {
      told = { method, texts };
      saidNoKeys ||= saysNoKeys(method, texts);
      await lieOnce(method, texts);
    }
    await served();
    // What is still waited for would have the node left alone, on a clock that then stands.
    await delay(2 * CALL_TIMEOUT_MS);
    await served();
    chain.makeBlock();
    await eventually(() => expect(heard.at(-1)?.block).toMatchObject(chain.finalizedBlock), 45_000);
    expect(heard.filter(({ inventions }) => inventions.length > 0)).toEqual([]);
    expect((await app.counts.snapshot()).counts).toEqual(honest.counts);
  }, 120_000);

  it.each(['url', 'httpUrl'] as const)(
    'has none of its megabytes parsed where an answer is small by nature, by its %s',
    async (by) => {
      await app.close();
      const other = await startDevChain({ blockTimeMs: 'manual' });
      const parsed = jest.spyOn(JSON, 'parse');
      try {
        chain.intercept('*', () => `"${'x'.repeat(15_000_000)}"`);
        await start({ endpoints: [chain[by], other.url], ...PATIENT });
        store.clock.advance(3_600_000);
        expect(await app.counts.refresh()).toMatchObject({ endpoint: other.url });
        const [status] = (await app.counts.chainStatus()).endpoints;
        expect(status).toMatchObject({ state: 'quarantined', code: 'ANSWER_TOO_LARGE' });
        const lengths = parsed.mock.calls.map(([text]) => text.length);
        expect(Math.max(...lengths)).toBeLessThan(1024 * 1024);
      } finally {
        parsed.mockRestore();
        await other.close();
      }
    },
  );

  it('is heard again once it is honest', async () => {
    await readFrom('state_queryStorageAt', ['{"jsonrpc":"2.0","id":"ID","result":[]}']);
    expect((await readFrom('none', [])) as ChainSnapshot).toMatchObject({ counts: honest.counts });
  });

  it.each([
    ['of another block', (text: string) => text.replace(/"block":"0x../, '"block":"0xff')],
    ['without one of the keys', (text: string) => text.replace(/\["0x[^\]]*\],/, '')],
    ['with a key twice', (text: string) => text.replace(/(\["0x[^\]]*\]),/, '$1,$1,')],
    ['with a key that was not asked for', (text: string) => text.replace(/\["0x../, '["0xff')],
  ])('with values %s, it is not believed', async (_, distort) => {
    chain.intercept('state_queryStorageAt', (_, text) => distort(text));
    chain.makeBlock();
    store.clock.advance(3_600_000);
    await expect(app.counts.snapshot()).rejects.toMatchObject({
      code: 'NODE_FAULTY',
      endpoints: [{ code: 'ANSWER_MALFORMED' }],
    });
  });

  it.each([
    ['in another order', (keys: string[]) => keys.toReversed()],
    ['of another map', (keys: string[]) => keys.map((key) => key.replace('0x06', '0x07'))],
    ['more than asked for', (keys: string[]) => Array.from({ length: 1001 }, () => keys).flat()],
    ['one of them twice', (keys: string[]) => keys.flatMap((key) => [key, key])],
  ])('with keys %s, it is not believed', async (_, distort) => {
    chain.intercept('state_getKeysPaged', (_, text) => {
      const { result: keys, ...rest } = JSON.parse(text) as { result: string[] };
      return JSON.stringify({ ...rest, result: distort(keys) });
    });
    chain.makeBlock();
    store.clock.advance(3_600_000);
    await expect(app.counts.snapshot()).rejects.toMatchObject({
      endpoints: [{ code: 'ANSWER_MALFORMED' }],
    });
  });
});
