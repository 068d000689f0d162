import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compare } from '../../harness/compare.mjs';
import { ask } from '../../harness/database.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { startWorker } from '../../harness/workers.mjs';
import { PATH } from './servers.mjs';

const MAIN = fileURLToPath(new URL('../../../dist/apps/governance/main.js', import.meta.url));
const NOTHING = 'truncate blockchain_cache';

/** From the start of the process to its first counts, and what it weighs then. */
export async function starts(environment, quick) {
  const subjects = [
    { name: 'Nest on Fastify, an empty handler', role: 'limit', once: startEmpty },
    { name: 'chain-cache, counts in the database', role: 'ours', once: () => start(environment) },
    {
      name: 'chain-cache, counts to be read from the node',
      role: 'ours',
      async once() {
        await ask(environment.DATABASE_URL, NOTHING);
        return await start(environment);
      },
    },
  ];
  const outcomes = await inRounds(subjects, quick ? 2 : 9, (subject) => subject.once());
  const table = (measure, unit, what) => ({
    title: `start: ${what}`,
    rows: compare(figuresOf(outcomes, measure), {
      unit,
      better: 'less',
      label: ({ name }) => `${name}: ${what}`,
    }),
  });
  return [table('ms', 'ms', 'to the first answer'), table('rssMiB', 'MiB', 'memory')];
}

async function start(environment) {
  const startedAt = performance.now();
  const env = { ...process.env, NODE_ENV: 'production', PORT: '0', ...environment };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await addressOf(child);
  const { status } = await fetch(url + PATH);
  const ms = performance.now() - startedAt;
  if (status !== 200) throw new Error(`the first answer had status ${status}`);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(metrics);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { ms, rssMiB: Number(bytes) / 2 ** 20 };
}

async function addressOf(child) {
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const url = /listening on (http:\/\/[\d.:]+)/.exec(output)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return url;
  }
  throw new Error(`the backend ended: ${output}`);
}

async function startEmpty() {
  const startedAt = performance.now();
  const worker = startWorker('http/peers.mjs', { stdout: 'ignore' });
  const answer = { body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } };
  const port = await worker.call('open', 'nestFastify', PATH, answer.body, answer.headers);
  await fetch(`http://127.0.0.1:${port}${PATH}`);
  const ms = performance.now() - startedAt;
  const rssMiB = (await worker.call('rss')) / 2 ** 20;
  await worker.stop();
  return { ms, rssMiB };
}

function figuresOf(outcomes, measure) {
  return new Map(
    [...outcomes].map(([subject, rounds]) => [subject, rounds.map((round) => round[measure])]),
  );
}
