// Runs a program by what V8 made of it when it was built: see docs/decisions/0008-bundles.md.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, programScript } from './program-script.mjs';

const path = join(fileURLToPath(new URL('.', import.meta.url)), SCRIPT);

// Node looks for source maps of what it loads itself.
const { main } = process.sourceMapsEnabled
  ? createRequire(path)(path)
  : load(programScript(path, readFileSync(path, 'utf8'), readFileSync(`${path}.v8`)), path);

await main();
