import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { Stage } from './support/stage.js';

const API = '/api/v1/chain';

describe('what the chain said in the past', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  /** Finalizes a block, and waits until it is served. */
  async function finalize(figures: { members?: number } = {}): Promise<number> {
    stage.chain.set(figures);
    stage.chain.makeBlock();
    stage.chain.finalizeAll();
    const { number } = stage.chain.finalizedBlock;
    await eventually(async () => {
      expect((await governance.get(`${API}/counts`)).body.block.number).toBe(number);
    });
    return number;
  }

  beforeAll(async () => {
    stage = await Stage.set();
    governance = await stage.start({ CHAIN_FOLLOW: 'true' });
  });

  afterAll(() => stage.strike());

  it('is a history of values with their blocks, part by part', async () => {
    const blocks: number[] = [];
    for (const members of [7001, 7002, 7003]) blocks.push(await finalize({ members }));
    const path = `${API}/counts/wotSize/history`;
    const { body: first } = await governance.get(`${path}?from=${blocks[0]}&limit=2`);
    expect(first).toMatchObject({
      name: 'wotSize',
      values: [
        { value: 7001, block: { number: blocks[0] }, untilBlock: blocks[0] },
        { value: 7002, block: { number: blocks[1] }, afterGap: false, reason: null },
      ],
      next: blocks[2],
    });
    const { body: rest, headers } = await governance.get(`${path}?from=${first.next}`);
    expect(rest).toMatchObject({ values: [{ value: 7003 }], next: null });
    expect(headers['cache-control']).toContain('max-age=6');
    await governance.http
      .get(`${path}?from=${first.next}`)
      .set('if-none-match', String(headers['etag']))
      .expect(304);
    const { body: early } = await governance.get(`${path}?from=0&to=3`);
    expect(early).toEqual({ name: 'wotSize', values: [], next: null });
  });

  it.each([
    ['/counts/wotSize/history?from=x', 400, 'INVALID_REQUEST'],
    ['/counts/wotSize/history?from=2&to=1', 400, 'INVALID_REQUEST'],
    ['/counts/wotSize/history?limit=0', 400, 'INVALID_REQUEST'],
    ['/counts/wotSize/history?limit=1001', 400, 'INVALID_REQUEST'],
    ['/counts/wotSize/history?since=1', 400, 'INVALID_REQUEST'],
    ['/counts/smiths/history', 404, 'COUNT_UNKNOWN'],
    ['/snapshots/head', 400, 'INVALID_REQUEST'],
    ['/snapshots/0x12', 400, 'INVALID_REQUEST'],
    ['/snapshots/999999', 404, 'SNAPSHOT_NOT_KEPT'],
    ['/snapshots/3', 404, 'SNAPSHOT_NOT_KEPT'],
  ])('answers %s with %i', async (path, status, code) => {
    const { body } = await governance.get(API + path, status);
    expect(body).toMatchObject({ status, code });
  });

  it('is read from the node by few at a time', async () => {
    const number = await finalize();
    stage.chain.slow(300);
    const paths = Array.from({ length: 20 }, (_, back) => `${API}/snapshots/${number - 1 - back}`);
    const answers = await Promise.all(paths.map((path) => governance.http.get(path)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    stage.chain.slow(0);
  });

  it('is a snapshot at a block, by its number and by its hash, for as long as anybody likes', async () => {
    const number = await finalize({ members: 7001 });
    const { hash } = stage.chain.finalizedBlock;
    await finalize({ members: 7002 });
    const { body, headers } = await governance.get(`${API}/snapshots/${number}`);
    expect(body).toMatchObject({ block: { number, hash }, counts: { wotSize: 7001 } });
    expect(headers['cache-control']).toContain('max-age=31536000');
    await stage.chain.stopListening();
    const { body: later } = await governance.get(`${API}/snapshots/${hash}`);
    expect(later.counts).toEqual(body.counts);
  });

  it('is read from the node for one address so often, whether there was anything or not', async () => {
    const refused = await eventually(async () => {
      // Fewer than may be read at a time, and more than a slow machine is given anew meanwhile.
      const asked = Array.from({ length: 5 }, () => governance.http.get(`${API}/snapshots/1`));
      const answers = await Promise.all(asked);
      const found = answers.find(({ status }) => status === 429);
      if (found === undefined) throw new Error('none was refused');
      return found;
    });
    expect(refused.body).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await governance.get(`${API}/counts`);
  });
});
