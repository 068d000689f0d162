// Builds the page into the folder from which the backend serves it: names that change with their
// content, and each file beside itself compressed. With --watch, again whenever a source changes.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build, context } from 'esbuild';

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
  logLevel: 'warning',
  plugins: [{ name: 'page', setup: writesPage }],
};

function writesPage({ onStart, onEnd }) {
  onStart(() => rm(OUT, { recursive: true, force: true }));
  onEnd(async ({ errors, metafile }) => {
    if (errors.length > 0) return;
    await mkdir(OUT, { recursive: true });
    await writeFile(join(OUT, 'index.html'), await pageOf(metafile));
    for (const folder of [OUT, join(OUT, 'assets')]) await compressAll(folder);
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

async function compressAll(folder) {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { name } of files) {
    const path = join(folder, name);
    const content = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}

if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
