import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import fc from 'fast-check';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import type { ChainSnapshot } from './chain-snapshot.js';
import { ChainUnavailableError } from './errors.js';

const METHODS = [
  'chain_getBlockHash',
  'system_chain',
  'system_chainType',
  'system_health',
  'chain_getFinalizedHead',
  'chain_getHeader',
  'state_getRuntimeVersion',
  'state_getStorageHash',
  'state_getKeysPaged',
  'state_queryStorageAt',
];

let chain: DevChain;
let store: InMemoryCacheStore;
let honest: ChainSnapshot;
let app: CountsApp;

async function start(callTimeoutMs: number): Promise<void> {
  app = await startCounts(store, {
    endpoints: [chain.url],
    genesisHash: chain.genesisHash,
    callTimeoutMs,
    graceSeconds: 0,
    finalityTimeoutSeconds: 1_000_000,
  });
}

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  store = new InMemoryCacheStore();
  await start(5000);
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
    expect(performance.now() - startedAt).toBeLessThan(10_000);
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

describe('a node that answers whatever it likes', () => {
  it('gets no number served that it has not sent, and no error thrown but ours', async () => {
    await app.close();
    await start(500);
    const examples: [string, string[]][] = [['state_getKeysPaged', [NO_KEYS]]];
    const property = fc.asyncProperty(
      fc.constantFrom(...METHODS),
      fc.array(anything, { minLength: 1, maxLength: 3 }),
      async (method, texts) => {
        const outcome = await readFrom(method, texts);
        expect(inventionsIn(outcome, saysNoKeys(method, texts))).toEqual([]);
      },
    );
    await expect(
      fc.assert(property, { numRuns: 150, endOnFailure: true, examples }),
    ).resolves.toBeUndefined();
  }, 120_000);

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
