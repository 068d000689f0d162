import { setTimeout as pause } from 'node:timers/promises';
import { compare, percentile } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { keyOf, valueOf } from '../../harness/values.mjs';
import { sharedNow } from '../../harness/workers.mjs';

const KEY = keyOf(0);
const BARE_NOTIFY = {
  name: 'bare_notify',
  text: `select pg_notify('bare', $1)`,
};

/** From the call of `set` until another process gets the new value. */
export async function changeLatency({ cache }, pool, other, quick) {
  let version = 0;
  const change = async (options) => {
    version++;
    await other.call('keep', KEY);
    const seen = other.call('see', KEY, version);
    await pause(2);
    const startedAt = sharedNow();
    await cache.set(KEY, valueOf(0, version), options);
    return (await seen) - startedAt;
  };
  const notify = async () => {
    version++;
    const heard = other.call('hear', String(version));
    await pause(2);
    const startedAt = sharedNow();
    await pool.query({ ...BARE_NOTIFY, values: [String(version)] });
    return (await heard) - startedAt;
  };
  const subjects = [
    { name: 'bare NOTIFY', role: 'limit', once: notify },
    { name: 'chain-cache set', role: 'ours', once: () => change({}) },
    { name: 'chain-cache set, durable', role: 'ours', once: () => change({ durable: true }) },
  ];
  const outcomes = await inRounds(subjects, quick ? 2 : 11, async ({ once }) => {
    const latencies = [];
    for (let i = 0; i < 100; i++) latencies.push(await once());
    return latencies;
  });
  return [tableOf(outcomes, 'p50', 0.5), tableOf(outcomes, 'p99', 0.99)];
}

function tableOf(outcomes, what, share) {
  const figures = [...outcomes].map(([subject, rounds]) => [
    subject,
    rounds.map((latencies) => percentile(latencies, share)),
  ]);
  const label = ({ name }) => `${name}, until another process sees it: ${what}`;
  return {
    title: `until another process sees it: ${what}`,
    rows: compare(new Map(figures), { unit: 'ms', better: 'less', label }),
  };
}
