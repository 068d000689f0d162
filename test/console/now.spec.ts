import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, PATIENCE_MS } from './support/console-stage.js';

interface Snapshot {
  readonly network: { readonly genesisHash: string; readonly specVersion: number };
  readonly block: { readonly number: number; readonly hash: string };
  readonly counts: Record<string, number>;
}

/** The figures of the page, by the names of their counts. */
async function figuresOf(page: Page): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const figure of await page.locator('[data-count]').all()) {
    const digits = (await figure.locator('.figure-value').innerText()).replaceAll(/\D/g, '');
    figures[(await figure.getAttribute('data-count')) ?? ''] = Number(digits);
  }
  return figures;
}

const badge = (page: Page) => page.locator('[data-standing]');

describeInBrowser('the console, looked at now', () => {
  let stage: ConsoleStage;

  beforeAll(async () => {
    stage = await ConsoleStage.start();
    // Until the chain is followed, there is no history to tell a change from.
    await eventually(async () => {
      const { values } = await stage.api<{ values: unknown[] }>('/chain/counts/wotSize/history');
      if (values.length === 0) throw new Error('nothing was recorded yet');
    }, PATIENCE_MS);
  });

  afterAll(() => stage.end());

  it('shows the figures of the API, of which block and chain, and that they are fresh', async () => {
    const page = await stage.visit();
    const { counts, block, network } = await stage.api<Snapshot>('/chain/counts');
    expect(await figuresOf(page)).toMatchObject(counts);
    expect(await page.locator('[data-block]').getAttribute('data-block')).toBe(`${block.number}`);
    expect(await page.locator(`code[title="${block.hash}"]`).count()).toBe(1);
    expect(await page.locator(`code[title="${network.genesisHash}"]`).count()).toBe(1);
    expect(await page.getByText(`g1 ${network.specVersion}`).count()).toBe(1);
    expect(await badge(page).innerText()).toContain('Fresh');
    expect(await page.getByRole('complementary', { name: 'Development chain' }).count()).toBe(1);
    await stage.leave(page);
  });

  it('shows a new block without being loaded again, and the change since the first one', async () => {
    const page = await stage.visit();
    const before = (await figuresOf(page))['wotSize'] ?? 0;
    await page.evaluate('globalThis.notLoadedAgain = true');
    await page.locator('[data-live=on]').waitFor();
    stage.finalize({ members: before + 11 });
    await eventually(async () => {
      expect((await figuresOf(page))['wotSize']).toBe(before + 11);
    }, PATIENCE_MS);
    expect(await page.evaluate('globalThis.notLoadedAgain')).toBe(true);
    await eventually(async () => {
      const change = page.locator('[data-count=wotSize] .figure-change');
      expect(await change.innerText()).toContain('+11');
    }, PATIENCE_MS);
    await eventually(async () => {
      const number = await page.locator('[data-block]').getAttribute('data-block');
      expect(number).toBe(`${stage.chain.finalizedBlock.number}`);
    }, PATIENCE_MS);
    await stage.leave(page);
  });

  it('says that live is off, and goes on by asking', async () => {
    const page = await stage.visit();
    await page.routeWebSocket(/\/live$/, (socket) => socket.close());
    await page.reload();
    await page.locator('[data-live=off]').waitFor();
    await page.getByText('Nothing is pushed').waitFor();
    stage.finalize({ members: 7333 });
    await eventually(async () => {
      expect((await figuresOf(page))['wotSize']).toBe(7333);
    }, PATIENCE_MS);
    await stage.leave(page);
  });

  it('copies the block hash', async () => {
    const page = await stage.visit('', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy Block hash' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const { block } = await stage.api<Snapshot>('/chain/counts');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(block.hash);
    await stage.leave(page);
  });

  it('speaks French to who asks for it, in numbers and in words', async () => {
    const page = await stage.visit('', { locale: 'fr-FR' });
    expect(await page.getByRole('link', { name: 'Membres', exact: true }).count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    expect(await badge(page).innerText()).toContain('À jour');
    expect(await page.locator('[data-count=wotSize] .figure-value').innerText()).toMatch(
      /^7\s\d{3}$/,
    );
    await stage.leave(page);
  });

  it('has had no trouble, and asked nobody else', () => {
    expect(stage.troubles).toEqual([]);
  });
});
