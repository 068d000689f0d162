import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, TOKEN } from './support/console-stage.js';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS: ReadonlySet<unknown> = new Set(['serious', 'critical']);

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

const VIEWS = [
  ['/', 'desktop', DESKTOP],
  ['/', 'phone', PHONE],
  ['/history?count=wotSize', 'desktop', DESKTOP],
  ['/history?count=wotSize', 'phone', PHONE],
  ['/vote', 'desktop', DESKTOP],
  ['/vote', 'phone', PHONE],
  ['/vote?mode=D30M500', 'phone', PHONE],
  ['/ballots', 'desktop', DESKTOP],
  ['/ballots', 'phone', PHONE],
  ['/system', 'desktop', DESKTOP],
  ['/system', 'phone', PHONE],
  ['/nowhere', 'phone', PHONE],
] as const;

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** What a machine can find, in light and in dark; and whether it has to be scrolled sideways. */
async function faultsOf(page: Page): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    const serious = violations.filter(({ impact }) => SERIOUS.has(impact));
    faults.push(
      ...serious.map(({ id, nodes }) => [colorScheme, id, nodes.map(({ html }) => html)]),
    );
  }
  const overflow = await page.evaluate(OVERFLOW);
  return overflow === 0 ? faults : [...faults, { overflow }];
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

  it.each(VIEWS)('is sound at %s on a %s', async (path, _, viewport) => {
    const page = await stage.visit(path, { viewport });
    await page.locator('main :is(h1, .notice-title)').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound where a ballot is checked', async () => {
    const page = await stage.visit(`/ballots/${ballotId}`, { viewport: PHONE });
    await page.getByRole('button', { name: 'Recompute it here' }).click();
    await page.getByText('The electorate is intact.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound where an operator works, the question included', async () => {
    const page = await stage.visit('/system', { viewport: PHONE, locale: 'fr-FR' });
    await page.locator('#token-text').fill(TOKEN);
    await page.getByRole('button', { name: 'Déverrouiller' }).click();
    await page.locator('[data-entry]').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Nettoyer' }).click();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });

  it('is sound when the numbers are stale and when it is cut off', async () => {
    const page = await stage.visit('/', { viewport: PHONE });
    await page.route('**/api/v1/chain/counts', async (route) => {
      const answer = await route.fetch();
      const snapshot = (await answer.json()) as { freshness: object };
      const freshness = { ...snapshot.freshness, state: 'stale', reason: 'CHAIN_UNREACHABLE' };
      await route.fulfill({ response: answer, json: { ...snapshot, freshness } });
    });
    await page.locator('[data-standing=stale]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(stage.troubles).toEqual([]);
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.locator('[data-standing=cut-off]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await stage.leave(page);
  });
});
