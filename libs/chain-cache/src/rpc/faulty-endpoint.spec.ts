import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import fc from 'fast-check';
import { claimHeight } from '../../../../test/support/claim-height.js';
import { committeeOfParts } from '../../../../test/support/hostile-metadata.js';
import { type CountsApp, startCounts } from '../../../../test/support/on-chain-counts.js';
import { InMemoryCacheStore } from '../../testing/index.js';
import { ChainUnavailableError } from './errors.js';
import type { OnChainCountsService } from './on-chain-counts.service.js';
import type { RpcModuleOptions } from './rpc.options.js';

const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';
const TRUTH = { wotSize: 7224, smithSize: 20, techCommSize: 5 };

/** Two nodes of one chain, of which the first one, which is preferred, is at fault. */
let faulty: DevChain;
let honest: DevChain;
let store: InMemoryCacheStore;
let apps: CountsApp[];

async function start(options: Partial<RpcModuleOptions> = {}): Promise<OnChainCountsService> {
  const endpoints = [faulty.url, honest.url];
  const app = await startCounts(store, { endpoints, follow: false, ...options });
  apps.push(app);
  return app.counts;
}

function answer(method: string, resultOf: (honest: unknown) => unknown): void {
  faulty.intercept(method, (_, text) => {
    const { result, ...rest } = JSON.parse(text) as { result: unknown };
    return JSON.stringify({ ...rest, result: resultOf(result) });
  });
}

/** Instead of the size of the Web of Trust, whatever else is read with it. */
function giveWot(node: DevChain, value: string | null): void {
  node.intercept('state_queryStorageAt', (_, text) => {
    const given = value === null ? 'null' : `"${value}"`;
    return text.replace(new RegExp(`("${WOT}",)"0x[\\da-f]*"`), `$1${given}`);
  });
}

async function firstOf(counts: OnChainCountsService): Promise<unknown> {
  return (await counts.chainStatus()).endpoints[0];
}

function hexOf(bytes: Buffer): string {
  return `0x${bytes.toString('hex')}`;
}

beforeEach(async () => {
  const startOne = () => startDevChain({ blockTimeMs: 'manual', startBlock: 2500 });
  [faulty, honest] = await Promise.all([startOne(), startOne()]);
  store = new InMemoryCacheStore();
  apps = [];
});

afterEach(async () => {
  for (const app of apps) await app.close();
  await faulty.close();
  await honest.close();
});

describe('an endpoint whose value is not what the runtime promises', () => {
  it.each([
    ['cut short', '0x3800'],
    ['too long', '0x381c000000'],
    ['empty', '0x'],
    ['missing', null],
  ])('(%s) is not believed where another one has a better one', async (_, value) => {
    giveWot(faulty, value);
    const counts = await start();
    const { endpoint, counts: read, unavailable } = await counts.snapshot();
    expect({ endpoint, read, unavailable }).toMatchObject({
      endpoint: honest.url,
      read: TRUTH,
      unavailable: [],
    });
    expect(await firstOf(counts)).toMatchObject({
      state: 'quarantined',
      code: 'QUORUM_OUTVOTED',
      reason: expect.stringMatching(/no wotSize; the others say .*wotSize 7224/),
    });
  });

  it.each(['says the same', 'is gone'])('is believed when the other one %s', async (other) => {
    giveWot(faulty, null);
    giveWot(honest, null);
    if (other === 'is gone') await honest.stopListening();
    const counts = await start();
    const { counts: read, unavailable } = await counts.snapshot();
    expect(read).toEqual(expect.not.objectContaining({ wotSize: expect.anything() }));
    expect(unavailable).toMatchObject([{ name: 'wotSize' }]);
    expect(await firstOf(counts)).toMatchObject({ state: 'healthy' });
  });
});

describe('an endpoint that says what would be true of all', () => {
  it('and is alone in refusing a request, is passed over', async () => {
    faulty.failMethod('state_queryStorageAt', { code: -32602, message: 'Invalid params' });
    const counts = await start();
    expect(await counts.snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
    expect(await firstOf(counts)).toMatchObject({ code: 'REQUEST_REFUSED', state: 'quarantined' });
  });

  it.each([
    ['older than V14', '0x6d6574610d00', 'METADATA_UNSUPPORTED'],
    ['cut off', '0x6d6574610ea10f', 'ANSWER_MALFORMED'],
    ['larger than any', () => `0x${'00'.repeat(2 ** 21 + 1)}`, 'ANSWER_TOO_LARGE'],
    ['noise', () => `0x${randomBytes(2 ** 20).toString('hex')}`, 'ANSWER_MALFORMED'],
    ['vast in its types', () => hexOf(committeeOfParts(99_000)), 'ANSWER_MALFORMED'],
  ])('and is alone in giving metadata that is %s, is passed over', async (_, given, code) => {
    answer('state_getMetadata', () => (typeof given === 'string' ? given : given()));
    const counts = await start();
    expect(await counts.snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
    expect(await firstOf(counts)).toMatchObject({ state: 'quarantined', code });
  });

  it('is taken at its word when it is the only one', async () => {
    answer('state_getMetadata', () => '0x6d6574610d00');
    const counts = await start({ endpoints: [faulty.url] });
    const told = { code: 'METADATA_UNSUPPORTED', message: expect.stringContaining('version 13') };
    await expect(counts.snapshot()).rejects.toMatchObject(told);
  });
});

describe('an endpoint that takes for ever', () => {
  it('by keys without end, leaves time to read another one', async () => {
    let last = 0n;
    faulty.intercept('state_getKeysPaged', ({ id, params }) => {
      const [prefix] = params as [string];
      const key = (): string => prefix + (++last).toString(16).padStart(24, '0');
      const result = Array.from({ length: 1000 }, key);
      return JSON.stringify({ jsonrpc: '2.0', id, result });
    });
    faulty.intercept('state_queryStorageAt', ({ id, params }) => {
      const [keys, block] = params as [string[], string];
      const changes = keys.map((key) => [key, '0x0200000000']);
      return JSON.stringify({ jsonrpc: '2.0', id, result: [{ block, changes }] });
    });
    const counts = await start({ callTimeoutMs: 500 });
    expect(await counts.snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
    expect(last).toBeGreaterThan(1000n);
    expect(await firstOf(counts)).toMatchObject({ code: 'CALL_TIMEOUT' });
  });

  it('by answers that are slow, each within its time, is read nevertheless', async () => {
    faulty.slow(150);
    const counts = await start({ endpoints: [faulty.url] });
    expect(await counts.snapshot()).toMatchObject({ counts: TRUTH, freshness: { state: 'fresh' } });
  });

  it('is waited for when what the quicker one says is of no use', async () => {
    faulty.setHealth({ isSyncing: true });
    honest.slow(450);
    expect(await (await start()).snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
    faulty.becomeChain('other');
    faulty.setHealth({ isSyncing: false });
    const { genesisHash } = honest;
    const { genesisHash: other } = faulty;
    expect(other).not.toBe(genesisHash);
    store = new InMemoryCacheStore();
    const counts = await start({ genesisHash });
    expect(await counts.snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
  });
});

describe('an endpoint that says each thing twice, and late', () => {
  it('is understood', async () => {
    const said: string[] = [];
    faulty.intercept('*', (_, text) => {
      const before = said.slice(-3);
      said.push(text);
      return [...before, text, text];
    });
    const counts = await start({ endpoints: [faulty.url] });
    expect((await counts.snapshot()).counts).toMatchObject(TRUTH);
  });
});

describe('a finalized head', () => {
  it('that is absurdly high is not believed against another endpoint', async () => {
    claimHeight(faulty, 0x7fffffff);
    const counts = await start();
    expect(await counts.snapshot()).toMatchObject({
      endpoint: honest.url,
      block: honest.finalizedBlock,
    });
    expect(await firstOf(counts)).toMatchObject({ state: 'quarantined', code: 'HEAD_IMPLAUSIBLE' });
    const { endpoints } = await counts.chainStatus();
    expect(endpoints[1]).toMatchObject({ state: 'healthy' });
  });

  it('that is not of the number that its header says is no head', async () => {
    const { number } = faulty.finalizedBlock;
    answer('chain_getHeader', (header) => ({ ...(header as object), number: '0x578' }));
    const counts = await start();
    expect((await counts.snapshot()).block).toMatchObject(honest.finalizedBlock);
    expect(honest.finalizedBlock.number).toBe(number);
    expect(await firstOf(counts)).toMatchObject({ state: 'quarantined', code: 'ANSWER_MALFORMED' });
  });

  it('that is ahead of one that is syncing, or that lags a little, is believed', async () => {
    faulty.makeBlock(1500);
    faulty.finalizeAll();
    honest.setHealth({ isSyncing: true });
    expect(await (await start()).snapshot()).toMatchObject({
      endpoint: faulty.url,
      block: faulty.finalizedBlock,
    });
    honest.setHealth({ isSyncing: false });
    honest.makeBlock(500);
    store = new InMemoryCacheStore();
    expect(await (await start()).snapshot()).toMatchObject({ endpoint: faulty.url });
  });

  it('one block behind what another endpoint gave, is no head that went backwards', async () => {
    faulty.makeBlock();
    faulty.finalizeAll();
    const counts = await start({ ttlSeconds: 1 });
    const { block } = await counts.snapshot();
    await faulty.stopListening();
    store.clock.advance(1000);
    expect(await counts.snapshot()).toMatchObject({
      block,
      freshness: { state: 'stale', reason: 'NODE_LAGGING' },
    });
    expect((await counts.chainStatus()).endpoints[1]).toMatchObject({ state: 'healthy' });
    honest.makeBlock(2);
    honest.finalizeAll();
    store.clock.advance(10_000);
    expect(await counts.snapshot()).toMatchObject({
      block: honest.finalizedBlock,
      freshness: { state: 'fresh' },
    });
  });
});

describe('an endpoint by HTTP, behind which another chain may be by now', () => {
  it('gives nothing for the chain that it was on', async () => {
    const counts = await start({ endpoints: [faulty.httpUrl], genesisHash: faulty.genesisHash });
    const { number } = faulty.finalizedBlock;
    const usurper = `0x${'ab'.repeat(32)}`;
    await counts.chainStatus();
    faulty.intercept('chain_getBlockHash', ({ params }, text) =>
      (params as unknown[])[0] === 0 ? text.replace(faulty.genesisHash, usurper) : text,
    );
    await expect(counts.snapshotAt(number - 1)).rejects.toMatchObject({ code: 'WRONG_CHAIN' });
    faulty.intercept('chain_getBlockHash', null);
    store.clock.advance(60_000);
    expect((await counts.snapshotAt(number - 1)).counts).toMatchObject(TRUTH);
  });
});

describe('what an endpoint once said wrongly of a head that stands', () => {
  it('is believed no longer than that endpoint is there', async () => {
    const counts = await start({ ttlSeconds: 60 });
    giveWot(faulty, '0x581b0000');
    expect((await counts.snapshot()).counts['wotSize']).toBe(7000);
    await faulty.stopListening();
    store.clock.advance(60_000);
    expect(await counts.snapshot()).toMatchObject({ endpoint: honest.url, counts: TRUTH });
  });

  it('is read anew when that is asked for', async () => {
    const counts = await start();
    giveWot(faulty, '0x581b0000');
    await counts.snapshot();
    giveWot(faulty, '0x381c0000');
    expect((await counts.refresh()).counts).toMatchObject(TRUTH);
  });
});

describe('an endpoint that is some nodes behind one URL', () => {
  /** Those that were asked are none of those that had the block, so many times. */
  function forgetHeads(times: number): void {
    let left = times;
    answer('chain_getHeader', (header) => (left-- > 0 ? null : header));
  }

  it('may have the block the next time it is asked', async () => {
    const counts = await start({ endpoints: [faulty.url] });
    forgetHeads(1);
    expect((await counts.snapshot()).counts).toMatchObject(TRUTH);
    expect(await firstOf(counts)).toMatchObject({ state: 'healthy' });
  });

  it('works, and is not left alone for that', async () => {
    const counts = await start({ endpoints: [faulty.url] });
    forgetHeads(2);
    await expect(counts.snapshot()).rejects.toMatchObject({
      code: 'CHAIN_UNREACHABLE',
      endpoints: [{ endpoint: faulty.url, code: 'BLOCK_UNKNOWN' }],
    });
    store.clock.advance(1000);
    expect((await counts.snapshot()).counts).toMatchObject(TRUTH);
    expect(await firstOf(counts)).toMatchObject({ state: 'healthy', code: null });
  });
});

describe('a node that answers whatever it likes from the first call on', () => {
  const METHODS = ['chain_getBlockHash', 'chain_getFinalizedHead', 'chain_getHeader'];
  const STATE = ['state_getMetadata', 'state_getRuntimeVersion', 'state_getStorageHash'];
  const READ = ['state_getKeysPaged', 'state_queryStorageAt', 'system_health', 'system_chain'];

  /** Cut, doubled, changed in places, or something else. */
  const distortion = fc.oneof(
    fc.nat(2000).map((length) => (text: string) => text.slice(0, length)),
    fc
      .array(fc.tuple(fc.nat(3000), fc.constantFrom('0', 'f', '"', ']', '{')), { minLength: 1 })
      .map(
        (changes) => (text: string) =>
          changes.reduce((all, [at, by]) => all.slice(0, at) + by + all.slice(at + 1), text),
      ),
    fc
      .json()
      .map((result) => (text: string) => text.replace(/"result":.*}$/, `"result":${result}}`)),
    fc.constant((text: string) => text + text),
  );

  it('makes the client throw nothing but its own errors, and in good time', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...METHODS, ...STATE, ...READ),
      fc.constantFrom('url' as const, 'httpUrl' as const),
      distortion,
      async (method, by, distort) => {
        store = new InMemoryCacheStore();
        faulty.intercept(method, (_, text) => distort(text));
        const app = await startCounts(store, {
          endpoints: [faulty[by]],
          follow: false,
          callTimeoutMs: 500,
        });
        const startedAt = performance.now();
        const outcome = await app.counts.snapshot().catch((error: unknown) => error);
        expect(performance.now() - startedAt).toBeLessThan(15_000);
        await app.close();
        faulty.intercept(method, null);
        const foreign = outcome instanceof Error && !(outcome instanceof ChainUnavailableError);
        expect(foreign ? outcome : undefined).toBeUndefined();
      },
    );
    await expect(fc.assert(property, { numRuns: 60, endOnFailure: true })).resolves.toBeUndefined();
  }, 120_000);
});
