import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/chromium.js';
import { ConsoleStage } from './support/console-stage.js';

interface Ballot {
  readonly id: string;
  readonly electorateDigest: string;
  readonly electorate: { readonly counts: Record<string, number> };
}

const TALLIES = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };

describeInBrowser('the ballots of the console', () => {
  let stage: ConsoleStage;
  let page: Page;

  beforeAll(async () => {
    stage = await ConsoleStage.start();
    page = await stage.visit('/ballots');
  });

  afterAll(() => stage.end());

  function open(title: string): Promise<Ballot> {
    return stage.admin('/ballots', { title, mode: 'D30M50B.1G.2S.1T.1' });
  }

  it('are none at first, and appear when one is opened', async () => {
    await page.getByText('No ballots yet').waitFor();
    await page.locator('[data-live=on]').waitFor();
    await open('Raise the dividend?');
    const item = page.getByRole('listitem').filter({ hasText: 'Raise the dividend?' });
    await item.waitFor();
    expect(await item.innerText()).toContain('Open');
  });

  it('show the frozen electorate, and its digest as this browser computes it', async () => {
    const ballot = await open('Another committee?');
    await page.getByRole('link', { name: 'Another committee?' }).click();
    await page.getByRole('button', { name: 'Recompute it here' }).click();
    await page.getByText('the same. The electorate is intact.').waitFor();
    expect(await page.locator(`code[title="${ballot.electorateDigest}"]`).count()).toBe(1);

    // The vote goes on; its electorate does not.
    stage.finalize({ members: 7000 });
    await page.getByText('7,224', { exact: true }).waitFor();
    await stage.admin(`/ballots/${ballot.id}/close`, TALLIES);
    await page.locator('[data-adopted=true]').waitFor();
    expect(await page.getByText('94 for it; 94 needed: met').count()).toBe(1);
  });

  it('show when an electorate is not the one of its digest', async () => {
    const { id } = await open('Forged?');
    const forger = await stage.visit();
    await forger.route(`**/api/v1/ballots/${id}`, async (route) => {
      const answer = await route.fetch();
      const ballot = (await answer.json()) as Ballot;
      const counts = { ...ballot.electorate.counts, wotSize: 120 };
      const electorate = { ...ballot.electorate, counts };
      await route.fulfill({ response: answer, json: { ...ballot, electorate } });
    });
    await forger.goto(`${stage.url}/console/ballots/${id}`);
    await forger.getByRole('button', { name: 'Recompute it here' }).click();
    await forger.getByText('another one').waitFor();
    expect(await forger.getByText('The electorate is intact.').count()).toBe(0);
    await stage.leave(forger);
  });

  it('has had no trouble, and asked nobody else', () => {
    expect(stage.troubles).toEqual([]);
  });

  it('say when there is none of that id', async () => {
    await page.goto(`${stage.url}/console/ballots/00000000-0000-7000-8000-000000000000`);
    await page.getByText('No such ballot').waitFor();
    expect(await page.locator('article').count()).toBe(0);
  });
});
