import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { compare, percentile } from '../../harness/compare.mjs';
import { POOL_SIZE } from '../../harness/limits.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { startWorker } from '../../harness/workers.mjs';
import { startNode } from '../../subjects/chain-node.mjs';
import { startSidecar } from '../../subjects/sidecar.mjs';

const CALLERS = 10;
const MEMBERS = '7224';

/** The value of one storage item at the finalized head, by HTTP, from one process each. */
export async function besideSidecar(url, quick) {
  const node = await startNode({ blockTimeMs: 'manual' });
  const { endpoint, genesisHash } = node;
  const sidecar = await startSidecar(endpoint);
  const replica = startWorker('chain/replica.mjs');
  await replica.call('open', { url, poolSize: POOL_SIZE, endpoints: [endpoint], genesisHash });
  const subjects = [
    { name: 'substrate-api-sidecar', role: 'peer', address: sidecar.url },
    { name: 'chain-cache behind node:http', role: 'ours', address: await replica.call('listen') },
  ];
  const outcomes = await inRounds(subjects, quick ? 2 : 7, async ({ address }) => {
    await node.call('makeBlock');
    await node.call('reset');
    const { requests, latencies, ms } = await loaded(address, quick ? 500 : 1500);
    const { calls } = await node.call('traffic');
    return {
      rate: (requests * 1000) / ms,
      p99: percentile(latencies, 0.99),
      calls: (calls * 1000) / requests,
    };
  });
  await sidecar.stop();
  await replica.stop();
  await node.stop();
  return [
    tableOf(outcomes, 'rate', { unit: '/s', better: 'more' }, 'requests a second'),
    tableOf(outcomes, 'p99', { unit: 'ms', better: 'less' }, 'p99'),
    tableOf(outcomes, 'calls', { unit: 'calls', better: 'less' }, 'calls to the node for 1,000'),
  ];
}

async function loaded(address, durationMs) {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const latencies = [];
  const startedAt = performance.now();
  const call = async () => {
    while (performance.now() - startedAt < durationMs) {
      const askedAt = performance.now();
      const body = await bodyOf(address, agent);
      latencies.push(performance.now() - askedAt);
      assert.equal(String(JSON.parse(body).value), MEMBERS);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  agent.destroy();
  return { requests: latencies.length, latencies, ms: performance.now() - startedAt };
}

function bodyOf(address, agent) {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (body += text));
      response.on('end', () => resolve(body));
    });
    request.on('error', reject);
  });
}

function tableOf(outcomes, measure, how, what) {
  const figures = new Map(
    [...outcomes].map(([subject, rounds]) => [subject, rounds.map((round) => round[measure])]),
  );
  const label = ({ name }) => `${name}: ${what}`;
  return { title: `one storage item: ${what}`, rows: compare(figures, { ...how, label }) };
}
