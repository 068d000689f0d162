import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, TOKEN } from './support/console-stage.js';

interface Listed {
  readonly entries: readonly { readonly key: string }[];
}

describeInBrowser('the console of an operator', () => {
  let stage: ConsoleStage;
  let page: Page;

  beforeAll(async () => {
    // Not followed: what is invalidated does not come back by itself.
    stage = await ConsoleStage.start({ CHAIN_FOLLOW: 'false' });
  });

  afterAll(() => stage.end());

  beforeEach(async () => {
    page = await stage.visit('/system');
  });

  async function unlock(token: string): Promise<void> {
    await page.getByLabel('Admin token').fill(token);
    await page.getByRole('button', { name: 'Unlock' }).click();
  }

  function kept(): Promise<Listed> {
    return stage.api('/admin/cache/entries', { headers: { authorization: `Bearer ${TOKEN}` } });
  }

  const rowOf = (key: string) => page.locator(`[data-entry="${key}"]`);

  it('shows each endpoint as the API has it, and nothing of the cache', async () => {
    await page.locator('[data-endpoint=healthy]').waitFor();
    expect(await page.locator('[data-endpoint]').innerText()).toContain(
      new URL(stage.chain.url).host,
    );
    expect(await page.locator('[data-entry]').count()).toBe(0);
  });

  it('refuses what is not the token, and does nothing', async () => {
    const before = await kept();
    await unlock('not-the-token-at-all');
    await page.getByText('This is not the admin token.').waitFor();
    expect(await page.getByRole('button', { name: 'Invalidate' }).count()).toBe(0);
    expect((await kept()).entries.map(({ key }) => key)).toEqual(
      before.entries.map(({ key }) => key),
    );
    // The browser notes the refusal itself.
    expect(stage.troubles.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  it('invalidates an entry, once that is confirmed', async () => {
    await unlock(TOKEN);
    // The first of the chain's is its metadata: nobody reads that again before the next runtime.
    const entries = page.locator('[data-entry^="chain:0x"]');
    const key = (await entries.first().getAttribute('data-entry')) ?? '';
    await rowOf(key).getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'Invalidate one entry?' });
    expect(await dialog.innerText()).toContain(key);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await kept()).entries.map((entry) => entry.key)).toContain(key);

    await rowOf(key).getByRole('button').click();
    await dialog.getByRole('button', { name: 'Invalidate' }).click();
    await page.getByText(`Invalidated ${key}.`).waitFor();
    await rowOf(key).waitFor({ state: 'detached' });
    expect((await kept()).entries.map((entry) => entry.key)).not.toContain(key);
  });

  it('finds entries by their prefix, and invalidates all of them', async () => {
    await unlock(TOKEN);
    const listed = page.locator('[data-entry]');
    await listed.nth(1).waitFor();
    await page.getByLabel('Keys that begin with').fill('chain:last-seen');
    await listed.nth(1).waitFor({ state: 'detached' });
    expect(await listed.count()).toBe(1);
    await page.getByRole('button', { name: 'Invalidate all with this prefix' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('chain:last-seen');
    await dialog.getByRole('button', { name: 'Invalidate all' }).click();
    await page.getByText('Invalidated entries: 1.').waitFor();
    await page.getByText('Nothing is kept under such a key.').waitFor();
  });

  it('cleans up, and reads the chain anew', async () => {
    await unlock(TOKEN);
    await page.getByRole('button', { name: 'Clean up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clean up' }).click();
    await page.getByText(/Rows removed: \d+\./).waitFor();
    await page.getByText(/\d+ removed/).waitFor();

    stage.finalize({ members: 7300 });
    await page.getByRole('button', { name: 'Read the chain now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Read the chain now' }).click();
    await page.getByText(/Read at block 1,\d{3}\./).waitFor();
    await page.getByRole('link', { name: 'Now' }).click();
    await page.getByText('7,300', { exact: true }).waitFor();
    expect(await page.locator('[data-standing=fresh]').count()).toBe(1);
  });

  it('keeps the token nowhere', async () => {
    await unlock(TOKEN);
    await page.locator('[data-entry]').first().waitFor();
    const stored = 'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])';
    expect(await page.evaluate(stored)).not.toContain(TOKEN);
    await page.reload();
    await page.getByLabel('Admin token').waitFor();
    expect(await page.getByLabel('Admin token').inputValue()).toBe('');
  });

  it('has had no trouble, and asked nobody else', () => {
    expect(stage.troubles).toEqual([]);
  });
});
