import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PEERS = 'bench';
const SIDECAR = 'bench/sidecar';
/** The last thing that a build makes, and what it is made of. */
const BUILT = 'dist/apps/governance/main.js';
const SOURCES = ['libs/chain-cache', 'apps/dev-chain/src', 'apps/governance/src'];

/** Installs the peers and builds what is measured, where that is missing or out of date. */
export async function prepare(names) {
  await install(PEERS);
  if (names.includes('chain')) await install(SIDECAR);
  if (isOlder(BUILT, SOURCES.flatMap(sourcesIn))) await run('node', ['build.mjs'], '.');
  if (names.includes('http')) await bundlePieces();
  if (names.includes('chain')) await bundleStart();
}

/** The backend in pieces that can be left out. */
async function bundlePieces() {
  const { BACKEND, bundle, COMMON_JS } = await import('../../tools/bundle.mjs');
  const options = { ...BACKEND, banner: { js: COMMON_JS } };
  await bundle(
    join(ROOT, 'bench/dist/http'),
    [join(ROOT, 'bench/workers/http/backend.ts')],
    options,
  );
}

/** As the backend is built. */
async function bundleStart() {
  const { BACKEND } = await import('../../tools/bundle.mjs');
  const { program } = await import('../../tools/program.mjs');
  const entry = join(ROOT, 'bench/workers/chain/ours-program.mjs');
  await program(join(ROOT, 'bench/dist/chain'), 'start-ours', entry, BACKEND);
}

async function install(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!isOlder(installed, [join(folder, 'package-lock.json')])) return;
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
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
  const sources = files.filter((file) => /(?<!\.spec|\.d)\.ts$/.test(file));
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
