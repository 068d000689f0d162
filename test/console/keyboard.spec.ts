import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, TOKEN } from './support/console-stage.js';

/** More than any view has. */
const MOST_STOPS = 80;

describeInBrowser('the console by the keyboard alone', () => {
  let stage: ConsoleStage;
  let page: Page;

  beforeAll(async () => {
    stage = await ConsoleStage.start({ CHAIN_FOLLOW: 'false' });
    await stage.admin('/ballots', { title: 'Raise the dividend?', mode: 'D30M50B.1G.2' });
    page = await stage.visit();
  });

  afterAll(() => stage.end());

  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  /** By Tab, as far as it takes. */
  async function reach(target: Locator): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if ((await target.and(page.locator(':focus')).count()) === 1) return;
      await press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(target)}`);
  }

  async function goTo(view: string): Promise<void> {
    await reach(page.getByRole('link', { name: view, exact: true }));
    await press('Enter');
    await page.locator(`nav [aria-current=page]`).filter({ hasText: view }).waitFor();
  }

  it('skips to the content, and shows where the focus is', async () => {
    await press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await press('Tab');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
  });

  it('changes colours and language, and back', async () => {
    await reach(page.getByRole('button', { name: 'Colours: as the system' }));
    await press('Enter', 'Enter');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await press('Enter');
    await reach(page.getByRole('button', { name: 'Passer en français' }));
    await press('Enter');
    await page.getByRole('button', { name: 'Switch to English' }).waitFor();
    await press('Enter');
    await page.getByRole('button', { name: 'Passer en français' }).waitFor();
  });

  it('works the calculator', async () => {
    await goTo('Vote');
    await reach(page.getByRole('radio', { name: 'Members, smiths and committee' }));
    await press('ArrowRight');
    await reach(page.getByRole('textbox', { name: 'Mode' }));
    expect(await page.getByRole('textbox', { name: 'Mode' }).inputValue()).toBe('D30M50B.1G.2');
    await page.keyboard.type('S.2');
    await reach(page.getByRole('slider', { name: 'Votes for' }));
    await press('ArrowRight', 'ArrowRight');
    expect(await page.getByRole('spinbutton', { name: 'Votes for' }).inputValue()).toBe('96');
    await reach(page.getByRole('slider', { name: 'Smiths for' }));
    await press('Home');
    await page.locator('[data-adopted=false]').waitFor();
    await press('End');
    await page.locator('[data-adopted=true]').waitFor();
  });

  it('recomputes the digest of a ballot', async () => {
    await goTo('Ballots');
    await reach(page.getByRole('link', { name: 'Raise the dividend?' }));
    await press('Enter');
    await reach(page.getByRole('button', { name: 'Recompute it here' }));
    await press('Enter');
    await page.getByText('The electorate is intact.').waitFor();
    expect(await page.locator(':focus').innerText()).toBe('Recompute it here');
  });

  it('chooses a count and a range of the history', async () => {
    await goTo('History');
    await reach(page.getByRole('radio', { name: 'Members' }));
    await press('ArrowRight');
    await reach(page.getByRole('radio', { name: '1 day' }));
    await press('ArrowLeft');
    expect(new URL(page.url()).search).toBe('?count=smithSize&range=hour');
  });

  it('unlocks the cache, refuses and confirms an action, and locks it', async () => {
    await goTo('System');
    await reach(page.getByLabel('Admin token'));
    await page.keyboard.type(TOKEN);
    await press('Enter');
    await reach(page.getByRole('button', { name: 'Clean up' }));
    await press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe('Clean up');
    await press('Enter');
    await reach(dialog.getByRole('button', { name: 'Clean up' }));
    await press('Enter');
    await page.getByText(/Rows removed: \d+\./).waitFor();
    const invalidate = page.getByRole('button', { name: /^Invalidate chain:last-seen/ });
    await reach(invalidate);
    await press('Enter');
    await reach(dialog.getByRole('button', { name: 'Invalidate' }));
    await press('Enter');
    await page.getByText(/^Invalidated chain:last-seen/).waitFor();
    await invalidate.waitFor({ state: 'detached' });
    await reach(page.getByRole('button', { name: 'Lock' }));
    await press('Enter');
    await page.getByLabel('Admin token').waitFor();
  });

  it('has had no trouble', () => {
    expect(stage.troubles).toEqual([]);
  });
});
