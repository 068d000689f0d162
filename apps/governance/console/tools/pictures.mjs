// Takes the pictures of the console that the documentation shows: run `npm run build` before.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { setStage, TOKEN } from './stage.mjs';

const OUT = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
/** An outage shows at once where nobody follows and nothing lives long. */
const SHORT_LIVED = { CHAIN_FOLLOW: 'false', CACHE_TTL_SECONDS: '1' };

await mkdir(OUT, { recursive: true });
await takeOrdinary();
await takeOutage('stale', { ...SHORT_LIVED, CACHE_GRACE_SECONDS: '86400' });
await takeOutage('unavailable', { ...SHORT_LIVED, CACHE_GRACE_SECONDS: '0' });

async function takeOrdinary() {
  const stage = await setStage();
  try {
    await liveThrough(stage, 80);
    const ballot = await holdBallots(stage);
    await take(stage, 'now-light', '', { viewport: DESKTOP });
    await take(stage, 'now-dark', '', { viewport: DESKTOP, colorScheme: 'dark' });
    await take(stage, 'now-phone', '', { viewport: PHONE, locale: 'fr-FR' });
    await take(
      stage,
      'history-light',
      '/history?count=wotSize&range=hour',
      { viewport: DESKTOP },
      point,
    );
    await take(stage, 'vote-light', '/vote', { viewport: { width: 1280, height: 920 } });
    await take(stage, 'vote-phone', '/vote?mode=D30M50G7B.1', {
      viewport: PHONE,
      colorScheme: 'dark',
    });
    await take(
      stage,
      'ballot-light',
      `/ballots/${ballot.id}`,
      { viewport: { width: 1280, height: 1120 } },
      verify,
    );
    await take(
      stage,
      'system-dark',
      '/system',
      { viewport: { width: 1280, height: 1000 }, colorScheme: 'dark' },
      unlock,
    );
  } finally {
    await stage.end();
  }
}

async function takeOutage(standing, environment) {
  const stage = await setStage({ environment });
  try {
    const name = `${standing}-light`;
    await take(stage, name, '', { viewport: { width: 1280, height: 640 } }, async (page) => {
      await stage.chain.stopListening();
      await page.locator(`[data-standing=${standing}]`).waitFor();
      // The reason is the one of a later look.
      await delay(7000);
    });
  } finally {
    await stage.end();
  }
}

/** So many blocks, in which people come and go. */
async function liveThrough({ chain }, blocks) {
  let [members, smiths] = [7200, 20];
  for (let block = 0; block < blocks; block++) {
    members += Math.round(2.4 * Math.sin(block / 9) + 1.6 * Math.sin(block * 1.7));
    smiths += block % 23 === 9 ? 1 : 0;
    chain.set({ members, smiths, identities: members + 1780 });
    chain.makeBlock(1);
    chain.finalizeAll();
    await delay(250);
  }
}

async function holdBallots({ url }) {
  const post = async (path, body) => {
    const answer = await fetch(`${url}/api/v1/admin${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
    return answer.json();
  };
  const ballot = await post('/ballots', {
    title: 'Raise the dividend?',
    mode: 'D30M50B.1G.2S.1T.1',
  });
  const tallies = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };
  return post(`/ballots/${ballot.id}/close`, tallies);
}

async function take({ browser, url }, name, path, options, prepare = async () => {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${url}/console${path}`);
  await page.locator('[data-standing]:not(.waiting)').waitFor();
  await page.locator('[data-live=on]').waitFor();
  await prepare(page);
  await delay(600);
  await page.screenshot({ path: join(OUT, `console-${name}.png`), animations: 'disabled' });
  await context.close();
}

async function point(page) {
  const chart = await page.getByRole('application').boundingBox();
  await delay(600);
  await page.mouse.move(chart.x + chart.width * 0.6, chart.y + chart.height / 2);
}

async function verify(page) {
  await page.getByRole('button', { name: 'Recompute it here' }).click();
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
}

async function unlock(page) {
  await page.locator('#token-text').fill(TOKEN);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('[data-entry]').first().waitFor();
}
