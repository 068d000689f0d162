import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, TOKEN } from './support/console-stage.js';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS: ReadonlySet<unknown> = new Set(['serious', 'critical']);

const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];
const AUDIT = `axe.run({
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})`;
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const VIEWS = [
  '/',
  '/history?count=wotSize',
  '/vote',
  '/vote?mode=D30M500',
  '/ballots',
  '/system',
  '/nowhere',
];

/**
 * What a machine can find, in light and in dark, on a desktop and on a phone; and whether it has to
 * be scrolled sideways.
 */
async function faultsOf(page: Page): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  await page.evaluate(AXE);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const fault of await seriousOn(page)) faults.push([size.width, colorScheme, fault]);
    }
    const overflow = await page.evaluate(OVERFLOW);
    if (overflow !== 0) faults.push([size.width, 'overflow', overflow]);
  }
  return faults;
}

async function seriousOn(page: Page) {
  const { violations } = await page.evaluate<AxeResults>(AUDIT);
  const serious = violations.filter(({ impact }) => SERIOUS.has(impact));
  return serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

describeInBrowser('the console for everybody', () => {
  let stage: ConsoleStage;
  let ballotId: string;

  beforeAll(async () => {
    stage = await ConsoleStage.start();
    const opening = { title: 'Raise the dividend?', mode: 'D30M50B.1G.2' };
    ({ id: ballotId } = await stage.admin<{ id: string }>('/ballots', opening));
  });

  afterAll(() => stage.end());

  it.each(VIEWS)('is sound at %s', async (path) => {
    const page = await stage.visit(path);
    await page.locator('main :is(h1, .notice-title)').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound where a ballot is checked', async () => {
    const page = await stage.visit(`/ballots/${ballotId}`);
    await page.getByRole('button', { name: 'Recompute it here' }).click();
    await page.getByText('The electorate is intact.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound where an operator works, the question included', async () => {
    const page = await stage.visit('/system', { locale: 'fr-FR' });
    await page.locator('#token-text').fill(TOKEN);
    await page.getByRole('button', { name: 'Déverrouiller' }).click();
    await page.locator('[data-entry]').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Nettoyer' }).click();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound when the numbers are stale and when it is cut off', async () => {
    const page = await stage.visit('/');
    await page.route('**/api/v1/chain/counts', async (route) => {
      const answer = await route.fetch();
      const snapshot = (await answer.json()) as { freshness: object };
      const freshness = { ...snapshot.freshness, state: 'stale', reason: 'CHAIN_UNREACHABLE' };
      await route.fulfill({ response: answer, json: { ...snapshot, freshness } });
    });
    await page.reload();
    await page.locator('[data-standing=stale]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(stage.troubles).toEqual([]);
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.reload();
    await page.locator('[data-standing=cut-off]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });
});
