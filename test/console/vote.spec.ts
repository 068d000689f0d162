import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage } from './support/console-stage.js';

const BODIES = ['wot', 'smiths', 'techComm'] as const;

interface Judgement {
  readonly adopted: boolean;
  readonly criteria: Record<(typeof BODIES)[number], { readonly required: number } | null>;
}

const hundredths = fc.integer({ min: 0, max: 100 }).map((n) => String(n / 100));

/** Modes and votes of the size of the development chain, as the address has them. */
const cases = fc
  .record({
    majority: fc.integer({ min: 0, max: 1000 }).map((n) => String(n / 10)),
    base: hundredths,
    gradient: hundredths,
    constant: fc.oneof(fc.constant('0'), fc.integer({ min: 0, max: 300 }).map(String)),
    smiths: fc.option(hundredths),
    committee: fc.option(hundredths),
    votesFor: fc.integer({ min: 0, max: 3600 }),
    votesAgainst: fc.integer({ min: 0, max: 3600 }),
    smithVotes: fc.integer({ min: 0, max: 20 }),
    techCommVotes: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ majority, base, gradient, constant, smiths, committee, ...votes }) => {
    const bodies = `${smiths === null ? '' : `S${smiths}`}${committee === null ? '' : `T${committee}`}`;
    const mode = `D30M${majority}B${base}G${gradient}C${constant}${bodies}`;
    const query = Object.entries({ mode, ...votes }).map(([name, value]) => `${name}=${value}`);
    return query.join('&');
  });

async function shownOn(page: Page): Promise<Judgement> {
  const adopted = await page.locator('[data-adopted]').getAttribute('data-adopted');
  const criteria = { wot: null, smiths: null, techComm: null } as Judgement['criteria'];
  for (const body of BODIES) {
    const row = page.locator(`[data-criterion=${body}]`);
    const required = await row.getAttribute('data-required');
    if (required !== null) criteria[body] = { required: Number(required) };
  }
  return { adopted: adopted === 'true', criteria };
}

describeInBrowser('the calculator of the console', () => {
  let stage: ConsoleStage;
  let page: Page;

  beforeAll(async () => {
    stage = await ConsoleStage.start();
    page = await stage.visit('/vote');
  });

  afterAll(() => stage.end());

  it('says what the API says, in twenty random cases', async () => {
    const agrees = async (query: string) => {
      await page.goto(`${stage.url}/console/vote?${query}`);
      await page.locator('[data-adopted]').waitFor();
      const { adopted, criteria } = await stage.api<Judgement>(`/thresholds?${query}`);
      expect({ adopted, criteria }).toMatchObject(await shownOn(page));
    };
    await fc.assert(fc.asyncProperty(cases, agrees), { numRuns: 20 });
  });

  it('marks what is wrong in a mode where it is', async () => {
    const mode = page.getByRole('textbox', { name: 'Mode' });
    await mode.fill('D30M50G7B.1');
    expect(await page.locator('.fault mark').innerText()).toBe('G7');
    expect(await page.getByText('G must be a number from 0 to 1.').count()).toBeGreaterThan(0);
    expect(await mode.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('[data-adopted]').count()).toBe(0);
    await mode.fill('D30M50');
    await page.locator('[data-adopted]').waitFor();
  });

  it('has all of its state in the address', async () => {
    await page.goto(`${stage.url}/console/vote`);
    await page.getByRole('radio', { name: 'Members alone' }).check({ force: true });
    await page.getByRole('spinbutton', { name: 'Votes for' }).fill('500');
    await page.getByRole('slider', { name: 'Votes against' }).fill('400');
    const address = await eventually(() => {
      const { searchParams } = new URL(page.url());
      expect(Object.fromEntries(searchParams)).toMatchObject({
        mode: 'D30M50B.1G.2',
        votesFor: '500',
        votesAgainst: '400',
      });
      return page.url();
    });
    const shown = await shownOn(page);
    const other = await stage.visit(address.slice(`${stage.url}/console`.length));
    expect(await shownOn(other)).toEqual(shown);
    expect(await other.getByRole('spinbutton', { name: 'Votes for' }).inputValue()).toBe('500');
    await stage.leave(other);
  });

  it('refuses more votes than voters', async () => {
    await page.goto(`${stage.url}/console/vote?votesFor=9000`);
    await page.getByText('There are more votes than voters.').waitFor();
    expect(await page.locator('[data-adopted]').count()).toBe(0);
  });

  it('has had no trouble, and asked nobody else', () => {
    expect(stage.troubles).toEqual([]);
  });
});
