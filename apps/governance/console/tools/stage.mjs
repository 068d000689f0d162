// The built application on a development chain that is driven from here, and a browser before it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startDevChain } from 'duniter-dev-chain';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-component-update'];

export const TOKEN = 'a-token-of-the-stage';

/** @returns {Promise<{ chain, url: string, browser, end(): Promise<void> }>} */
export async function setStage({ chain: options = {}, environment = {} } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'chain-cache-stage-'));
  const chain = await startDevChain({ blockTimeMs: 'manual', startBlock: 84_000, ...options });
  const app = await startApp({
    DATA_DIR: dataDir,
    CHAIN_ENDPOINTS: chain.url,
    ADMIN_TOKEN: TOKEN,
    ...environment,
  });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  return {
    chain,
    url: app.url,
    browser,
    async end() {
      await browser.close();
      await app.stop();
      await chain.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startApp(environment) {
  const child = spawn(process.execPath, ['dist/apps/governance/main.js'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (http:\/\/[\d.:]+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, stop: () => (child.kill(), ended) };
  }
  throw new Error('the application ended before it listened: run `npm run build` first');
}
