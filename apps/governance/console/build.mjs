// Builds the page into the folder from which the backend serves it: names that change with their
// content, and each file beside itself compressed. With --watch, again whenever a source changes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build, context } from 'esbuild';
import { fillFolders } from '../../../tools/fill-folders.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUT = fileURLToPath(new URL('../../../dist/apps/governance/page/', import.meta.url));

const options = {
  absWorkingDir: HERE,
  entryPoints: { main: 'src/main.tsx', icon: 'src/icon.svg' },
  outdir: join(OUT, 'assets'),
  entryNames: '[name].[hash]',
  chunkNames: '[name].[hash]',
  loader: { '.svg': 'copy' },
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  metafile: true,
  write: false,
  logLevel: 'warning',
  plugins: [{ name: 'page', setup: writesPage }],
};

function writesPage({ onEnd }) {
  onEnd(async ({ errors, metafile, outputFiles }) => {
    if (errors.length > 0) return;
    const files = outputFiles.map(({ path, contents }) => [path, contents]);
    files.push([join(OUT, 'index.html'), await pageOf(metafile)]);
    await fillFolders(new Map((await Promise.all(files.map(compressed))).flat()));
  });
}

/** The page with the assets' names in place of those of their sources. */
async function pageOf({ outputs }) {
  let page = await readFile(join(HERE, 'src/index.html'), 'utf8');
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    if (entryPoint === undefined) continue;
    page = page.replace(`/${entryPoint}`, addressOf(file));
    if (cssBundle !== undefined) page = page.replace('/src/main.css', addressOf(cssBundle));
  }
  return page;
}

function addressOf(file) {
  return `/console/assets/${file.split('/').at(-1)}`;
}

async function compressed([path, contents]) {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(contents),
    promisify(gzip)(contents, { level: 9 }),
  ]);
  return [
    [path, contents],
    [`${path}.br`, br],
    [`${path}.gz`, gz],
  ];
}

if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
