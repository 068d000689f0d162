// Measures the page in a real browser: what the first load costs, and whether memory stays flat
// over an hour of blocks. Run `npm run build` before. Prints a table.
import { setTimeout as delay } from 'node:timers/promises';
import { setStage } from './stage.mjs';

const LOADS = 7;
const HOUR_OF_BLOCKS = 600;
const BLOCK_EVERY_MS = 200;
const BLOCKS_A_SAMPLE = 100;

async function measureLoads() {
  const loads = [];
  for (let load = 0; load < LOADS; load++) loads.push(await measureLoad());
  for (const figure of Object.keys(loads[0])) {
    const values = loads.map((load) => load[figure]).toSorted((one, other) => one - other);
    print(figure, values[Math.floor(LOADS / 2)]);
  }
}

/** A visitor who was never here before. */
async function measureLoad() {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(NOTE_FIGURE);
  await page.goto(`${stage.url}/console`);
  await page.locator('[data-count=wotSize]').waitFor();
  const figures = await page.evaluate(FIGURES);
  await context.close();
  return figures;
}

/** When the first number is in the page: as early as a visitor could read it. */
const NOTE_FIGURE = `new MutationObserver((_, observer) => {
  if (document.querySelector('.figure-value') === null) return;
  performance.mark('first-figure');
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
new PerformanceObserver((list) => {
  globalThis.shift = (globalThis.shift ?? 0) + list.getEntries()
    .reduce((sum, { value }) => sum + value, 0);
}).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => { globalThis.largest = list.getEntries().at(-1).startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  globalThis.blocked = (globalThis.blocked ?? 0) + list.getEntries()
    .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
}).observe({ type: 'longtask', buffered: true });`;

const FIGURES = `(() => {
  const [navigation] = performance.getEntriesByType('navigation');
  const resources = performance.getEntriesByType('resource');
  const own = resources.filter(({ name }) => name.includes('/console/'));
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return {
    'page and assets, bytes on the wire': [navigation, ...own]
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
    'page and assets, requests': own.length + 1,
    'first figure, ms': performance.getEntriesByName('first-figure')[0].startTime,
    'first contentful paint, ms': paint?.startTime ?? 0,
    'largest contentful paint, ms': globalThis.largest ?? 0,
    'blocking time, ms': globalThis.blocked ?? 0,
    'layout shift': globalThis.shift ?? 0,
  };
})()`;

/** Each block changes a figure, so that each is pushed, drawn and recorded. */
async function measureMemory() {
  const page = await stage.browser.newPage();
  await page.goto(`${stage.url}/console`);
  await page.locator('[data-live=on]').waitFor();
  const session = await page.context().newCDPSession(page);
  for (let block = 0; block <= HOUR_OF_BLOCKS; block++) {
    if (block % BLOCKS_A_SAMPLE === 0) await sampleMemory(session, block);
    stage.chain.set({ members: 7200 + (block % 60) });
    stage.chain.makeBlock(1);
    stage.chain.finalizeAll();
    await delay(BLOCK_EVERY_MS);
  }
}

async function sampleMemory(session, block) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const about = `${nodes} nodes, ${jsEventListeners} listeners`;
  print(`heap after ${block} blocks, KiB`, usedSize / 1024, about);
}

function print(name, value, about = '') {
  const rounded = Math.round(value * 1000) / 1000;
  process.stdout.write(`${name.padEnd(38)} ${String(rounded).padStart(12)}  ${about}\n`);
}

const stage = await setStage({ environment: { RATE_LIMIT_PER_MINUTE: '100000' } });
try {
  await measureLoads();
  await measureMemory();
} finally {
  await stage.end();
}
