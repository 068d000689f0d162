import { plainRow } from '../../harness/memory-over-time.mjs';
import { ask } from '../../harness/database.mjs';
import { until } from '../../harness/until.mjs';
import { startWorker } from '../../harness/workers.mjs';
import { startNode } from '../../subjects/chain-node.mjs';

const REPLICAS = [1, 2, 4, 8];
const REQUESTS_PER_SECOND = 100;
const BLOCK_TIME_MS = 1000;

/** How many calls a block the node gets from ever more replicas under load. */
export async function callsOfReplicas(url, durationMs) {
  const rows = [];
  for (const count of REPLICAS) rows.push(...(await underLoad(url, count, durationMs)));
  const title = `replicas at ${REQUESTS_PER_SECOND} requests a second each, ${durationMs / 1000} s`;
  return [{ title, rows }];
}

async function underLoad(url, count, durationMs) {
  await ask(url, 'truncate blockchain_cache');
  const node = await startNode({ blockTimeMs: BLOCK_TIME_MS });
  const { endpoint, genesisHash } = node;
  const replicas = Array.from({ length: count }, () => startWorker('chain/replica.mjs'));
  const options = { url, poolSize: 4, endpoints: [endpoint], genesisHash };
  for (const replica of replicas) await replica.call('open', options);
  await followed(replicas[0]);
  await node.call('reset');
  const from = await node.call('traffic');
  const loads = replicas.map((replica) => replica.call('load', REQUESTS_PER_SECOND, durationMs));
  const answered = (await Promise.all(loads)).reduce((sum, each) => sum + each, 0);
  const to = await node.call('traffic');
  for (const replica of replicas) await replica.stop();
  await node.stop();
  const name = `chain-cache, ${count} replica${count === 1 ? '' : 's'}`;
  return [
    plainRow(`${name}: calls`, to.calls, 'calls'),
    plainRow(`${name}: calls a block`, to.calls / Math.max(1, to.height - from.height), 'calls'),
    plainRow(`${name}: answers`, (answered * 1000) / durationMs, '/s'),
  ];
}

/** The block that is served goes up by itself. */
async function followed(replica) {
  const first = await replica.call('height');
  await until(async () => (await replica.call('height')) > first + 1);
}
