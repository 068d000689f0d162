import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compare } from '../../harness/compare.mjs';
import { ask } from '../../harness/database.mjs';
import { POOL_SIZE } from '../../harness/limits.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { startNode } from '../../subjects/chain-node.mjs';

/** As a backend is deployed: see the eighth decision. */
const BUNDLED = fileURLToPath(new URL('../../dist/chain/start-ours.js', import.meta.url));
const TRUTH = [7224, 5, 20];
const NO_SNAPSHOT = `delete from blockchain_cache where cache_key like '%:snapshot:%'`;
const NOTHING = 'truncate blockchain_cache';

/** From the start of a process until it has the sizes that it asks the chain for. */
export async function startToSnapshot(url, quick) {
  const node = await startNode({ blockTimeMs: 'manual' });
  const ours = {
    url,
    poolSize: POOL_SIZE,
    endpoints: [node.endpoint],
    genesisHash: node.genesisHash,
    follow: false,
  };
  const bare = {
    role: 'limit',
    name: 'a connected Nest and TypeORM, reading no chain',
    file: 'nest',
  };
  const peer = (name, file) => ({ role: 'peer', name, file });
  const own = (name, forget) => ({ role: 'ours', name, file: 'ours', forget });
  const bundled = (name, forget) => ({ role: 'ours', name, path: BUNDLED, forget });
  const runs = {
    'plan kept': [
      bare,
      peer('WsProvider and one state_getStorage', 'ws-provider'),
      peer('WsProvider as @polkadot/api exports it, and the same', 'ws-provider-of-api'),
      own('chain-cache, plan kept', NO_SNAPSHOT),
      bundled('chain-cache, plan kept, bundled', NO_SNAPSHOT),
    ],
    'nothing kept': [
      bare,
      peer('ApiPromise.create and three queries', 'api-promise'),
      own('chain-cache, nothing kept', NOTHING),
      bundled('chain-cache, nothing kept, bundled', NOTHING),
    ],
  };
  const tables = [];
  for (const [what, subjects] of Object.entries(runs)) {
    const figures = await inRounds(
      subjects,
      quick ? 2 : 9,
      async ({ file, path = workerOf(file), forget }) => {
        if (forget !== undefined) await ask(url, forget);
        return await started(path, ours);
      },
    );
    const rows = compare(figures, { unit: 'ms', better: 'less' });
    tables.push({ title: `from process start, ${what}`, rows });
  }
  await node.stop();
  return tables;
}

function workerOf(file) {
  return fileURLToPath(new URL(`../../workers/chain/start-${file}.mjs`, import.meta.url));
}

async function started(path, options) {
  const startedAt = performance.now();
  const env = { ...process.env, BENCH_OPTIONS: JSON.stringify(options) };
  const child = fork(path, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { values } = await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    ended.then((code) => Promise.reject(new Error(`${path} ended with ${code}`))),
  ]);
  const ms = performance.now() - startedAt;
  child.kill();
  await ended;
  assert.deepEqual(values, TRUTH.slice(0, values.length), path);
  return ms;
}
