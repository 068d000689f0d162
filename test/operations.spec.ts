import { expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'apps/governance/src');
const LIBRARY = join(ROOT, 'libs/chain-cache/src');

/** What is written at `info` and above, by whom, and how it begins. */
const LINES = /[lL]ogger\.(?:log|warn|error|fatal)\(\s*(?:['"`](?<begin>\w*))?/g;

/** Says of others' texts what they are; has none of its own. */
const PASSES_ON = new Set(['logging/logger.ts', 'logging/access-log.ts']);

async function textsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /(?<!spec)\.ts$/.test(file) && !PASSES_ON.has(file));
  return Promise.all(sources.map((file) => readFile(join(folder, file), 'utf8')));
}

async function codesInSources(): Promise<string[]> {
  return (await textsIn(SOURCES)).flatMap((text) =>
    [...text.matchAll(LINES)].map(({ groups }) => groups?.['begin'] ?? ''),
  );
}

/** By which those of the library's lines are told apart that are written at `info` and above. */
async function contextsInLibrary(): Promise<string[]> {
  const texts = (await textsIn(LIBRARY)).filter((text) => text.match(LINES) !== null);
  return texts.map((text) => /new Logger\('(\w+)'\)/.exec(text)?.[1] ?? '');
}

async function guideToLogs(): Promise<string> {
  const guide = await readFile(join(ROOT, 'docs/operations.md'), 'utf8');
  return /\n## Logs\n([^]*?)\n## /.exec(guide)?.[1] ?? '';
}

it('every line of the log begins with a code that the operations guide explains, and no other', async () => {
  const logs = await guideToLogs();
  const explained = new Set(logs.match(/(?<=`)[A-Z]+(_[A-Z]+)+(?=`)/g));
  explained.delete('LOG_FORMAT');
  expect([...new Set(await codesInSources())].toSorted()).toEqual([...explained].toSorted());
});

it('every context of the library that logs is explained there, and no other', async () => {
  const [, ofLibrary = ''] = (await guideToLogs()).split('Those of the library');
  const explained = ofLibrary.match(/(?<=^\| `)\w+/gm);
  expect([...new Set(await contextsInLibrary())].toSorted()).toEqual(explained?.toSorted());
});
