import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage, PATIENCE_MS } from './support/console-stage.js';

interface History {
  readonly values: readonly {
    readonly value: number;
    readonly block: { readonly number: number };
    readonly untilBlock: number;
  }[];
}

describeInBrowser('the history of the console', () => {
  let stage: ConsoleStage;
  let page: Page;

  beforeAll(async () => {
    stage = await ConsoleStage.start();
    for (const members of [7230, 7225, 7240]) await record(members);
    page = await stage.visit('/history?count=wotSize&range=all');
    await page.getByRole('application').locator('canvas').waitFor();
  });

  afterAll(() => stage.end());

  /** One value after the other, each seen by who follows the chain. */
  async function record(members: number): Promise<void> {
    stage.finalize({ members });
    await eventually(async () => {
      const { values } = await stage.api<History>('/chain/counts/wotSize/history');
      expect(values.at(-1)?.value).toBe(members);
    }, PATIENCE_MS);
  }

  const reading = () => page.locator('[data-reading-block]');

  it('gives each value with its blocks by the keys alone, and by pointing at it', async () => {
    const { values } = await stage.api<History>('/chain/counts/wotSize/history');
    await page.getByRole('application').focus();
    await page.keyboard.press('Home');
    for (const { value, block } of values) {
      const marked = page.locator(`[data-reading-block="${block.number}"]`);
      await marked.waitFor();
      expect(await marked.innerText()).toContain(value.toLocaleString('en'));
      expect(await marked.innerText()).toContain(block.number.toLocaleString('en'));
      await page.keyboard.press('ArrowRight');
    }
    const chart = await page.getByRole('application').locator('.u-over').boundingBox();
    if (chart === null) throw new Error('the chart is not there');
    await page.mouse.move(chart.x + 1, chart.y + chart.height / 2);
    await page.locator(`[data-reading-block="${values[0]?.block.number}"]`).waitFor();
  });

  it('has the same values as a table', async () => {
    const { values } = await stage.api<History>('/chain/counts/wotSize/history');
    await page.getByText('As a table').click();
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(values.length);
    for (const [i, { value }] of values.toReversed().entries()) {
      expect(rows[i]).toContain(value.toLocaleString('en'));
    }
  });

  it('takes in what is new', async () => {
    await page.locator('[data-live=on]').waitFor();
    await record(7251);
    await page.locator('tbody').getByText('7,251').waitFor();
    expect(await page.locator('tbody tr').first().innerText()).toContain('7,251');
  });

  it('zooms, and keeps what is chosen in the address', async () => {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Whole range' }).click();
    await page.getByRole('radio', { name: 'Smiths', exact: true }).check({ force: true });
    await page.getByRole('radio', { name: '1 week' }).check({ force: true });
    expect(new URL(page.url()).search).toBe('?count=smithSize&range=week');
    await reading().waitFor();
    expect(await reading().innerText()).toContain('20');
  });

  it('shows where nobody followed the chain', async () => {
    const other = await stage.visit();
    await other.route('**/counts/wotSize/history*', async (route) => {
      const answer = await route.fetch();
      const history = (await answer.json()) as History;
      for (const [i, value] of history.values.entries()) {
        Object.assign(value, { afterGap: i === 2 });
      }
      await route.fulfill({ response: answer, json: history });
    });
    await other.goto(`${stage.url}/console/history?count=wotSize&range=all`);
    await other.getByText('Nobody followed the chain').waitFor();
    await other.getByText('As a table').click();
    expect(await other.getByText('after a gap').count()).toBe(1);
    await stage.leave(other);
  });

  it('has had no trouble, and asked nobody else', () => {
    expect(stage.troubles).toEqual([]);
  });
});
