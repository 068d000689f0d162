import { ask } from '../../harness/database.mjs';
import { POOL_SIZE } from '../../harness/limits.mjs';
import { until } from '../../harness/until.mjs';
import { startWorker } from '../../harness/workers.mjs';
import { startNode } from '../../subjects/chain-node.mjs';

const DELAY_MS = 300;
/** Enough for what is done once in many blocks, such as unpinning them. */
const FOLLOWED_BLOCKS = 64;

const FORGET = {
  everything: 'truncate blockchain_cache',
  snapshots: `delete from blockchain_cache where cache_key like '%:snapshot:%'`,
};

/** What the node is asked by a replica in each situation. */
export async function roundTrips(url) {
  const node = await startNode({ blockTimeMs: 'manual' });
  const options = { url, poolSize: POOL_SIZE, endpoints: [node.endpoint], follow: false };
  const known = { ...options, genesisHash: node.genesisHash };
  const rows = [
    ...(await fromStart('cold start, nothing kept', node, options, FORGET.everything)),
    ...(await fromStart('warm start, plan kept', node, known, FORGET.snapshots)),
    ...(await whileRunning('a snapshot', node, known)),
    ...(await whileFollowing('an unchanged block while following', node, known)),
  ];
  await node.stop();
  return [{ title: 'what the node is asked', rows }];
}

async function fromStart(what, node, options, forget) {
  return rowsOf(what, async (measured) => {
    await ask(options.url, forget);
    const replica = startWorker('chain/replica.mjs');
    await replica.call('open', options);
    const cost = await measured(node, () => replica.call('snapshot'));
    await replica.stop();
    return cost;
  });
}

async function whileRunning(what, node, options) {
  const replica = startWorker('chain/replica.mjs');
  await replica.call('open', options);
  await replica.call('snapshot');
  const rows = await rowsOf(what, async (measured) => {
    await node.call('makeBlock');
    return await measured(node, () => replica.call('refresh'));
  });
  await replica.stop();
  return rows;
}

async function whileFollowing(what, node, options) {
  const replica = startWorker('chain/replica.mjs');
  await replica.call('open', { ...options, follow: true });
  const follow = async () => {
    const height = await node.call('makeBlock');
    await until(async () => (await replica.call('height')) === height);
  };
  // The first ones are read whole, for the others to be compared with.
  for (let i = 0; i < 3; i++) await follow();
  await node.call('reset');
  for (let i = 0; i < FOLLOWED_BLOCKS; i++) await follow();
  const { calls, toNode, fromNode } = await node.call('traffic');
  await replica.stop();
  return [
    row(what, 'calls', calls / FOLLOWED_BLOCKS),
    row(what, 'bytes to the node', toNode / FOLLOWED_BLOCKS),
    row(what, 'bytes from the node', fromNode / FOLLOWED_BLOCKS),
  ];
}

/** Once at full speed for the traffic, once with a slow node: its time tells the round trips. */
async function rowsOf(what, once) {
  const quick = await once(measured);
  const slow = await once(async (node, action) => {
    await node.call('slow', DELAY_MS);
    const cost = await measured(node, action);
    await node.call('slow', 0);
    return cost;
  });
  return [
    row(what, 'round trips', Math.round((slow.ms - quick.ms) / DELAY_MS)),
    row(what, 'calls', quick.calls),
    row(what, 'bytes to the node', quick.toNode),
    row(what, 'bytes from the node', quick.fromNode),
  ];
}

async function measured(node, action) {
  await node.call('reset');
  const startedAt = performance.now();
  await action();
  const ms = performance.now() - startedAt;
  return { ms, ...(await node.call('traffic')) };
}

function row(what, of, value) {
  const [unit] = of.split(' ');
  return {
    subject: `chain-cache, ${what}: ${of}`,
    median: Number(value.toPrecision(4)),
    unit: unit === 'round' ? 'round trips' : unit,
    ratioToLimit: null,
    ratioToBestPeer: null,
  };
}
