import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { loadHttp } from '../../harness/http-load.mjs';
import { startWorker } from '../../harness/workers.mjs';

export const PATH = '/api/v1/chain/counts';

const CONNECTIONS = 50;

/** Until what each request passes through has been compiled to machine code. */
const WARM_UP_MS = 2000;

/** The backend with this environment, some of its pieces left out. */
export async function startOurs(environment, without = []) {
  const worker = startWorker('http/ours.mjs', { stdout: 'ignore' });
  return await served(worker, await worker.call('open', environment, without));
}

/** An empty handler of this kind that returns these bytes. */
export async function startPeer(kind, { body, headers }) {
  const worker = startWorker('http/peers.mjs', { stdout: 'ignore' });
  return await served(worker, await worker.call('open', kind, PATH, body, headers));
}

/** On one core, where the system can be told so. */
async function served(worker, port) {
  if (availableParallelism() > 1) spawnSync('taskset', ['-a', '-pc', '0', String(worker.pid)]);
  const server = { port, worker };
  await measured(server, { ms: WARM_UP_MS });
  return server;
}

/** One slice of load: requests a second, their 99th percentile, CPU microseconds a request. */
export async function measured({ port, worker }, { headers, status, ms }) {
  const before = await worker.call('cpu');
  const load = { port, path: PATH, headers, status, connections: CONNECTIONS, ms };
  const { requests, rate, p99Ms } = await loadHttp(load);
  const cpuUs = ((await worker.call('cpu')) - before) / requests;
  // For what is left to do, such as collecting garbage, to fall on nobody else.
  await pause(20);
  return { rate, p99Ms, cpuUs };
}

/** What is answered, but for the headers that Node makes. */
export async function answerOf({ port }) {
  const answer = await fetch(`http://127.0.0.1:${port}${PATH}`);
  const headers = Object.fromEntries(answer.headers);
  for (const name of ['connection', 'content-length', 'date', 'keep-alive']) delete headers[name];
  return { body: await answer.text(), headers };
}
