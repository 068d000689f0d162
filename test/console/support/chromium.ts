import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, jest } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL_WITHIN_MS = 300_000;
/** A browser, an application and a database on a loaded machine take their time. */
const TEST_WITHIN_MS = 150_000;
/** Nothing but what the page itself asks for. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine, installed when that is allowed; undefined: there is none. */
const path = (await find()) ?? (await install());

jest.setTimeout(TEST_WITHIN_MS);

if (path === undefined) {
  process.stderr.write('Skipped for want of Chromium: what is to be seen in a browser.\n');
}

/** Tests in a real browser. Where there is none they are skipped, and the report shows it. */
export const describeInBrowser = path === undefined ? describe.skip : describe;

export function launchBrowser(): Promise<Browser> {
  if (path === undefined) throw new Error('there is no Chromium here');
  return chromium.launch({ executablePath: path, args: FLAGS });
}

async function find(): Promise<string | undefined> {
  for (const place of PLACES) {
    if (await exists(place)) return place;
  }
  return undefined;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function install(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) return undefined;
  try {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', 'chromium');
  } catch {
    // No network, or no such package: then the tests are skipped.
    return undefined;
  }
  return find();
}

/** Another test file may be installing it at the same time: wait for its turn. */
async function apt(...command: string[]): Promise<void> {
  await promisify(execFile)('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=240', ...command], {
    timeout: INSTALL_WITHIN_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
