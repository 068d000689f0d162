import { expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'apps/governance/src');

/** What is written at `info` and above, by whom, and how it begins. */
const LINES = /[lL]ogger\.(?:log|warn|error|fatal)\(\s*(?:['"`](?<begin>\w*))?/g;

/** Says of others' texts what they are; has none of its own. */
const PASSES_ON = new Set(['logging/logger.ts', 'logging/access-log.ts']);

async function codesInSources(): Promise<string[]> {
  const files = await readdir(SOURCES, { recursive: true });
  const sources = files.filter((file) => /(?<!spec)\.ts$/.test(file) && !PASSES_ON.has(file));
  const texts = await Promise.all(sources.map((file) => readFile(join(SOURCES, file), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(LINES)].map(({ groups }) => groups?.['begin'] ?? ''),
  );
}

it('every line of the log begins with a code that the operations guide explains, and no other', async () => {
  const guide = await readFile(join(ROOT, 'docs/operations.md'), 'utf8');
  const [, logs = ''] = /\n## Logs\n([^]*?)\n## /.exec(guide) ?? [];
  const explained = new Set(logs.match(/(?<=`)[A-Z]+(_[A-Z]+)+(?=`)/g));
  explained.delete('LOG_FORMAT');
  expect([...new Set(await codesInSources())].toSorted()).toEqual([...explained].toSorted());
});
