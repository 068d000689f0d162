import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, PATIENCE_MS } from './support/console-stage.js';

interface Answer {
  readonly code?: string;
  readonly freshness?: { readonly state: string; readonly reason: string | null };
}

describeInBrowser('the console in an outage', () => {
  let stage: ConsoleStage;

  beforeAll(async () => {
    // Not followed and short-lived: so that an outage shows at once.
    stage = await ConsoleStage.start({
      CHAIN_FOLLOW: 'false',
      CACHE_TTL_SECONDS: '1',
      CACHE_GRACE_SECONDS: '3600',
    });
  });

  afterAll(() => stage.end());

  async function stands(page: Page, standing: string): Promise<void> {
    await page.locator(`[data-standing="${standing}"]`).waitFor();
  }

  it('shows stale numbers as such, with the reason, and fresh ones when the chain is back', async () => {
    const page = await stage.visit();
    await stands(page, 'fresh');
    await stage.chain.stopListening();
    await stands(page, 'stale');
    await eventually(async () => {
      const { freshness } = await stage.api<Answer>('/chain/counts');
      const text = await page.locator('[data-standing=stale]').innerText();
      expect(text).toContain('Stale');
      expect(text).toContain(freshness?.reason);
    }, PATIENCE_MS);
    expect(await page.locator('[data-count=wotSize] .figure-value').innerText()).toBe('7,224');
    await stage.chain.resumeListening();
    await stands(page, 'fresh');
    expect(stage.troubles).toEqual([]);
    await stage.leave(page);
  });

  it('says that it is cut off from its server, since when, and recovers', async () => {
    const page = await stage.visit();
    await stands(page, 'fresh');
    await stage.road.cut();
    await stands(page, 'cut-off');
    await page.locator('[data-live=off]').waitFor();
    expect(await page.locator('[data-standing=cut-off]').innerText()).toMatch(/Last verified \d/);
    await stage.road.mend();
    await stands(page, 'fresh');
    await page.locator('[data-live=on]').waitFor();
    await stage.leave(page);
  });
});

describeInBrowser('the console with nothing to show', () => {
  let stage: ConsoleStage;

  beforeAll(async () => {
    stage = await ConsoleStage.start({
      CHAIN_FOLLOW: 'false',
      CACHE_TTL_SECONDS: '1',
      CACHE_GRACE_SECONDS: '0',
    });
  });

  afterAll(() => stage.end());

  it('says so, shows no number, and has them once the chain answers', async () => {
    await stage.chain.stopListening();
    const page = await stage.visit();
    await page.locator('[data-standing=unavailable]').waitFor();
    await page.locator('[data-count]').first().waitFor({ state: 'detached' });
    expect(await page.locator('.figure-value').count()).toBe(0);
    const history = await stage.visit('/history');
    await history.locator('.notice-title').waitFor();
    expect(await history.locator('.notice').innerText()).toContain('the chain cannot be read');
    await stage.leave(history);
    await stage.chain.resumeListening();
    await page.locator('[data-count=wotSize]').waitFor();
  });
});
