import { spawn } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { fillFolders } from './fill-folders.mjs';

const LAUNCHER = fileURLToPath(new URL('launcher.mjs', import.meta.url));
const COMPILER = fileURLToPath(new URL('compile.mjs', import.meta.url));

/** What modules rely on, which become one script here: strict mode, and where they are. */
const OF_MODULES = `'use strict';
const bundleUrl = require('node:url').pathToFileURL(__filename).href;`;

/**
 * Bundles a program into one script, and keeps beside it what V8 makes of it, which a start then
 * need not. V8 compares but the lengths of scripts: so both files bear the script's hash in their
 * names, and `NAME.js` runs those that it was built with.
 * @param entry exports `main`, which runs the program; to load it has no effect on others
 */
export async function program(outdir, name, entry, { watch = false, plugins, ...options }) {
  const bundler = await context({
    outdir,
    entryPoints: { [name]: entry },
    entryNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    tsconfigRaw: {},
    logLevel: 'warning',
    write: false,
    define: { 'import.meta.url': 'bundleUrl' },
    // What V8 compiled before cannot `import()`: it becomes `require()`, which takes both kinds.
    supported: { 'dynamic-import': false },
    banner: { js: OF_MODULES },
    plugins: [...plugins, launched(`${name}.js`)],
    ...options,
  });
  await bundler.rebuild();
  await (watch ? bundler.watch() : bundler.dispose());
}

const launched = (name) => ({
  name: 'launched',
  setup: ({ onEnd }) =>
    onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
      const script = outputFiles.find(({ path }) => path.endsWith('.cjs'));
      files.set(`${script.path}.v8`, await compiled(script));
      files.set(join(dirname(script.path), name), await launcherOf(script));
      await fillFolders(files);
    }),
});

/** In a process of its own: to load a program leaves traces. */
async function compiled({ path, contents }) {
  const compiler = spawn(process.execPath, [COMPILER, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  compiler.stdin.end(contents);
  const [code, data] = await Promise.all([
    new Promise((resolve) => compiler.once('exit', resolve)),
    buffer(compiler.stdout),
  ]);
  if (code !== 0) throw new Error(`${path} could not be loaded: exit code ${code}`);
  return data;
}

async function launcherOf({ path }) {
  const { outputFiles } = await build({
    entryPoints: [LAUNCHER],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
    define: { SCRIPT: JSON.stringify(basename(path)) },
  });
  return outputFiles[0].contents;
}
