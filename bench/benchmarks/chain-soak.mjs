import { POOL_SIZE } from '../harness/limits.mjs';
import { growthRows, memoryOverTime, plainRow } from '../harness/memory-over-time.mjs';
import { startWorker } from '../harness/workers.mjs';
import { startNode } from '../subjects/chain-node.mjs';
import { migrateOurs } from '../subjects/ours.mjs';

const BLOCK_TIME_MS = 200;
const REQUESTS_PER_SECOND = 100;

/**
 * One replica follows a chain on which people join and leave, with a block every 200 ms, and another
 * one serves what it wrote, both under requests. Memory must not grow.
 */
export async function run({ url, quick, minutes = 10 }) {
  await migrateOurs(url);
  const { endpoint, genesisHash, ...node } = await startNode({ blockTimeMs: BLOCK_TIME_MS });
  const durationMs = quick ? 20_000 : minutes * 60_000;
  const options = { url, poolSize: POOL_SIZE, endpoints: [endpoint], genesisHash };
  const follower = await opened({ ...options, follow: true });
  const other = await opened({ ...options, follow: false });
  const from = await other.call('height');
  const loads = [follower, other].map((each) => each.call('load', REQUESTS_PER_SECOND, durationMs));
  const [ofFollower, ofOther] = await Promise.all([
    memoryOverTime(follower, durationMs),
    memoryOverTime(other, durationMs),
  ]);
  const answers = (await Promise.all(loads)).reduce((sum, count) => sum + count, 0);
  const to = await other.call('height');
  for (const worker of [follower, other, node]) await worker.stop();
  const rows = [
    plainRow('chain-cache: blocks that were served', to - from, 'blocks'),
    plainRow('chain-cache: answers', answers, 'answers'),
    ...growthRows('chain-cache, the replica that follows', ofFollower),
    ...growthRows('chain-cache, another replica', ofOther),
  ];
  return [{ title: `${Math.round(durationMs / 1000)} s`, rows }];
}

async function opened(options) {
  const replica = startWorker('chain/replica.mjs', { execArgv: ['--expose-gc'] });
  await replica.call('open', options);
  await replica.call('height');
  return replica;
}
