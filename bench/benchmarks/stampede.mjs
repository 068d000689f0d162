import { compare } from '../harness/compare.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { sharedNow, startWorker } from '../harness/workers.mjs';
import { createNaiveTable } from '../subjects/naive-port.mjs';
import { migrateOurs } from '../subjects/ours.mjs';
import { STORE_NAMES } from '../subjects/stores.mjs';

const LOADER_MS = 50;
const LOADER_ALONE = { name: 'the loader alone', role: 'limit' };
/** For a hundred connections to be enough for all subjects in all processes. */
const POOL_SIZE = 4;

const CROWDS = [
  { title: '1 process x 1,000', processes: 1, callers: 1000 },
  { title: '4 processes x 250', processes: 4, callers: 250 },
];

/** A cold key asked for by a thousand at once, with a loader of 50 ms. */
export async function run({ url, quick }) {
  await Promise.all([migrateOurs(url), createNaiveTable(url)]);
  const workers = Array.from({ length: 4 }, () => startWorker('stampede.mjs'));
  // One after the other: some make their tables on opening.
  for (const worker of workers) await worker.call('open', { url, poolSize: POOL_SIZE });
  const tables = [];
  for (const crowd of CROWDS) {
    tables.push(...(await stampedesOf(crowd, workers.slice(0, crowd.processes), quick)));
  }
  await Promise.all(workers.map((worker) => worker.stop()));
  return tables;
}

async function stampedesOf({ title, callers }, workers, quick) {
  // For every pool to be connected.
  for (const name of STORE_NAMES) await askAll(workers, name, `warm:${title}`, callers);
  const subjects = STORE_NAMES.map((name) => ({
    name,
    role: name === 'chain-cache' ? 'ours' : 'peer',
  }));
  const outcomes = await inRounds([LOADER_ALONE, ...subjects], quick ? 2 : 5, ({ name }, round) =>
    name === LOADER_ALONE.name
      ? askAll(workers.slice(0, 1), name, `${title}:${round}`, 1)
      : askAll(workers, name, `${title}:${round}`, callers),
  );
  const table = (measure, unit, what) => ({
    title: `${title}: ${what}`,
    rows: compare(figuresOf(outcomes, measure), {
      unit,
      better: 'less',
      label: ({ name }) => `${name}, ${title}: ${what}`,
    }),
  });
  return [
    table('loads', 'calls', 'loader calls'),
    table('failed', 'callers', 'callers that failed'),
    table('ms', 'ms', 'all done'),
  ];
}

async function askAll(workers, name, key, callers) {
  const startAt = sharedNow() + 30;
  const question = { name, key, callers, startAt, loaderMs: LOADER_MS };
  const answers = await Promise.all(workers.map((worker) => worker.call('ask', question)));
  return {
    loads: sum(answers.map(({ loads }) => loads)),
    failed: sum(answers.map(({ failed }) => failed)),
    ms: Math.max(...answers.map(({ doneAt }) => doneAt)) - startAt,
  };
}

function figuresOf(outcomes, measure) {
  return new Map(
    [...outcomes].map(([subject, rounds]) => [subject, rounds.map((round) => round[measure])]),
  );
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
