import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const LIBRARY = 'libs/chain-cache/dist/src/index.js';
const DEV_CHAIN = 'apps/dev-chain/dist/index.js';
const SIDECAR = 'bench/sidecar/node_modules/.package-lock.json';
const BACKEND = 'dist/apps/governance/main.js';

/** What asks a development chain. */
const ON_A_CHAIN = new Set(['chain', 'follow', 'chain-soak', 'http']);

/** Installs the peers and builds what is measured, where that is missing or out of date. */
export async function prepare(names) {
  if (isOlder('bench/node_modules/.package-lock.json', ['bench/package-lock.json'])) {
    await run('npm', ['ci', '--no-audit', '--no-fund'], 'bench');
  }
  await buildIfOlder('chain-cache', LIBRARY, 'libs/chain-cache/src');
  if (names.includes('chain')) await prepareSidecar();
  if (names.some((name) => ON_A_CHAIN.has(name))) {
    await buildIfOlder('dev-chain', DEV_CHAIN, 'apps/dev-chain/src');
  }
  const bringsItsOwn = process.env.BENCH_DATABASE_URL === undefined;
  if (bringsItsOwn || names.includes('http')) {
    await buildIfOlder('governance', BACKEND, 'apps/governance/src');
  }
}

async function prepareSidecar() {
  if (isOlder(SIDECAR, ['bench/sidecar/package-lock.json'])) {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'bench/sidecar');
  }
}

async function buildIfOlder(project, made, sources) {
  if (isOlder(made, sourcesIn(sources))) await run('npx', ['nest', 'build', project], '.');
}

function isOlder(made, sources) {
  if (!existsSync(join(ROOT, made))) return true;
  return sources.some((source) => changedAt(source) > changedAt(made));
}

function changedAt(path) {
  return statSync(join(ROOT, path)).mtimeMs;
}

function sourcesIn(folder) {
  const files = readdirSync(join(ROOT, folder), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return sources.map((file) => join(folder, file));
}

/** Whatever it prints goes to standard error: standard output is for the figures. */
function run(command, args, folder) {
  process.stderr.write(`${command} ${args.join(' ')}\n`);
  const child = spawn(command, args, {
    cwd: join(ROOT, folder),
    stdio: ['ignore', process.stderr, process.stderr],
    env: withoutNpmSettings(),
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** Those of the `npm run` that started us (its prefix, for one) are not for this one. */
function withoutNpmSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
  );
}
