import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compare } from '../../harness/compare.mjs';
import { ask } from '../../harness/database.mjs';
import { POOL_SIZE } from '../../harness/limits.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { startNode } from '../../subjects/chain-node.mjs';

const TRUTH = [7224, 5, 20];
const NO_SNAPSHOT = `delete from blockchain_cache where cache_key like '%:snapshot:%'`;
const NOTHING = 'truncate blockchain_cache';

/** From the start of a process until it has the sizes that it asks the chain for. */
export async function startToSnapshot(url, quick) {
  const node = await startNode({ blockTimeMs: 'manual' });
  const { endpoint, genesisHash } = node;
  const ours = { url, poolSize: POOL_SIZE, endpoints: [endpoint], genesisHash, follow: false };
  const start = (file, options) => () => started(file, options);
  const pairs = [
    [
      'plan kept',
      { name: 'WsProvider and one state_getStorage', once: start('ws-provider', { endpoint }) },
      { name: 'chain-cache, plan kept', forget: NO_SNAPSHOT, once: start('ours', ours) },
    ],
    [
      'nothing kept',
      { name: 'ApiPromise.create and three queries', once: start('api-promise', { endpoint }) },
      { name: 'chain-cache, nothing kept', forget: NOTHING, once: start('ours', ours) },
    ],
  ];
  const tables = [];
  for (const [what, peer, own] of pairs) {
    const subjects = [
      { ...peer, role: 'peer' },
      { ...own, role: 'ours' },
    ];
    const figures = await inRounds(subjects, quick ? 2 : 9, async ({ forget, once }) => {
      if (forget !== undefined) await ask(url, forget);
      return await once();
    });
    const rows = compare(figures, { unit: 'ms', better: 'less' });
    tables.push({ title: `from process start, ${what}`, rows });
  }
  await node.stop();
  return tables;
}

async function started(file, options) {
  const path = fileURLToPath(new URL(`../../workers/chain/start-${file}.mjs`, import.meta.url));
  const startedAt = performance.now();
  const env = { ...process.env, BENCH_OPTIONS: JSON.stringify(options) };
  const child = fork(path, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { values } = await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    ended.then((code) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ]);
  const ms = performance.now() - startedAt;
  child.kill();
  await ended;
  assert.deepEqual(values, TRUTH.slice(0, values.length), file);
  return ms;
}
