import { compare } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { KEYS, valueOf } from '../../harness/values.mjs';
import { UPSERT } from '../../subjects/plain-table.mjs';
import { upsert } from '../../subjects/plain-writes.mjs';

const CALLERS = 10;
const KEYS_A_CALLER = KEYS.length / CALLERS;

const UPSERT_AND_NOTIFY = {
  name: 'plain_write_and_notify',
  text: `
    with written as (${UPSERT} returning cache_key)
    select pg_notify('bare', cache_key) from written`,
};

/**
 * Changes a second by ten callers, until another process, which had all keys in memory, has the
 * last value of each: one that is lost fails the run.
 */
export async function changeRate({ cache }, pool, other, quick) {
  const passes = quick ? 2 : 5;
  const subjects = [
    {
      name: 'prepared upsert, nobody told',
      role: 'limit',
      change: oneByOne((key, value) => upsert(pool, key, value)),
    },
    {
      name: 'prepared upsert and NOTIFY in one statement',
      role: 'reference',
      change: oneByOne((key, value) =>
        pool.query({ ...UPSERT_AND_NOTIFY, values: [key, JSON.stringify(value)] }),
      ),
    },
    {
      name: 'chain-cache set',
      role: 'ours',
      change: oneByOne((key, value) => cache.set(key, value)),
    },
    {
      name: 'chain-cache set, durable',
      role: 'ours',
      change: oneByOne((key, value) => cache.set(key, value, { durable: true })),
    },
    {
      name: `chain-cache setMany of ${KEYS_A_CALLER}`,
      role: 'ours',
      change: (page) => cache.setMany(page),
    },
  ];
  const figures = await inRounds(subjects, quick ? 2 : 7, async ({ role, change }, round) => {
    if (role === 'ours') await other.call('keepAll', KEYS);
    const startedAt = performance.now();
    await makeChanges(passes, (page) => change(page), round);
    if (role === 'ours') await other.call('seeAll', KEYS, versionOf(round, passes - 1));
    return (passes * KEYS.length * 1000) / (performance.now() - startedAt);
  });
  const label = ({ name }) => `${name}, ${CALLERS} callers`;
  return [
    {
      title: `changes by ${CALLERS} callers, until another process has the last of each key`,
      rows: compare(figures, { unit: 'changes/s', better: 'more', label }),
    },
  ];
}

/** Each caller has keys of its own, so that the last value of a key is known. */
async function makeChanges(passes, change, round) {
  const caller = async (number) => {
    for (let pass = 0; pass < passes; pass++) await change(pageOf(number, versionOf(round, pass)));
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
}

function oneByOne(set) {
  return async (page) => {
    for (const [key, value] of page) await set(key, value);
  };
}

function pageOf(caller, version) {
  const ids = Array.from({ length: KEYS_A_CALLER }, (_, i) => caller * KEYS_A_CALLER + i);
  return new Map(ids.map((id) => [KEYS[id], valueOf(id, version)]));
}

function versionOf(round, pass) {
  return 1_000_000 + round * 1000 + pass;
}
