import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import { eventually } from './support/eventually.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A script of package.json, but for the build: other tests stand on what it would write. */
async function scriptOf(name: string): Promise<string> {
  const text = await readFile(`${ROOT}package.json`, 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  return (scripts[name] ?? '').replace('npm run --silent build && ', '');
}

describe('a command', () => {
  const started: ChildProcess[] = [];
  let database: TestDatabase;
  let chain: DevChain;

  /** In a shell, to which npm passes on the signals that it gets. */
  async function run(name: string, args = '') {
    const child = spawn(`${await scriptOf(name)} ${args}`, {
      shell: true,
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DEV_CHAIN_PORT: '0',
        DATABASE_URL: database.url,
        CHAIN_ENDPOINTS: chain.url,
      },
    });
    started.push(child);
    const said = { output: '', errors: '' };
    child.stdout.on('data', (chunk) => (said.output += String(chunk)));
    child.stderr.on('data', (chunk) => (said.errors += String(chunk)));
    return { child, said, ended: once(child, 'exit') };
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    chain = await startDevChain({ blockTimeMs: 'manual' });
  });

  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  afterAll(async () => {
    await chain.close();
    await database.drop();
  });

  it.each(['start', 'start:prod', 'dev-chain'])('%s stops when npm is asked to', async (name) => {
    const { child, said, ended } = await run(name);
    const url = await eventually(async () => {
      const [, rest = ''] = /:(\/\/127\.0\.0\.1:\d+)/.exec(said.output) ?? [];
      return (await fetch(`http:${rest}`)).url;
    });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it.each([
    ['start', '--port=4000', /^argument "--port" is not known; none is, set variables .*\n$/],
    ['dev-chain', '--port 9955', /argument "--port" is not known; only DEV_CHAIN_PORT .*\n$/],
  ])('%s refuses arguments, and says what there is instead', async (name, args, words) => {
    const { said, ended } = await run(name, args);
    expect(await ended).toEqual([1, null]);
    expect(said).toEqual({ output: '', errors: expect.stringMatching(words) });
  });
});
