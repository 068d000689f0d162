import { setTimeout as pause } from 'node:timers/promises';
import { compare, percentile } from '../harness/compare.mjs';
import { POOL_SIZE } from '../harness/limits.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { startWorker } from '../harness/workers.mjs';
import { migrateOurs } from '../subjects/ours.mjs';

const CHANGES = 100;
const LABEL = 'a changed count, from its block being final';

/** From a node finalizing a block to what it changed being served, by who follows and by another. */
export async function run({ url, quick }) {
  await migrateOurs(url);
  const node = startWorker('follow/node.mjs');
  const { endpoint, genesisHash } = await node.call('start');
  const options = { url, poolSize: POOL_SIZE, endpoints: [endpoint], genesisHash };
  const [follower, other] = [startWorker('follow/replica.mjs'), startWorker('follow/replica.mjs')];
  await follower.call('open', options);
  await other.call('open', { ...options, follow: false });
  const latenciesAt = latenciesOf(node);
  const subjects = [
    { name: 'chain-cache, the replica that follows', role: 'ours', replica: follower },
    { name: 'chain-cache, another replica', role: 'ours', replica: other },
  ];
  for (const { replica } of subjects) await latenciesAt(replica, 10);
  const outcomes = await inRounds(subjects, quick ? 2 : 7, ({ replica }) =>
    latenciesAt(replica, CHANGES),
  );
  await Promise.all([follower.stop(), other.stop(), node.stop()]);
  return [tableOf(outcomes, 'p50', 0.5), tableOf(outcomes, 'p99', 0.99)];
}

function latenciesOf(node) {
  let members = 7000;
  return async (replica, changes) => {
    const latencies = [];
    for (let i = 0; i < changes; i++) {
      members++;
      const served = replica.call('serves', members);
      await pause(2);
      const finalizedAt = await node.call('finalize', members);
      latencies.push((await served) - finalizedAt);
    }
    return latencies;
  };
}

function tableOf(outcomes, what, share) {
  const figures = [...outcomes].map(([subject, rounds]) => [
    subject,
    rounds.map((latencies) => percentile(latencies, share)),
  ]);
  const label = ({ name }) => `${name}: ${what}`;
  return {
    title: `${LABEL}: ${what}`,
    rows: compare(new Map(figures), { unit: 'ms', better: 'less', label }),
  };
}
