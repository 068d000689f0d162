import { compare } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { measured, startOurs } from './servers.mjs';

const SLICE_MS = 400;

const PIECES = [
  { name: 'chain-cache, as it is', role: 'limit' },
  { name: 'chain-cache, without the rate limiter', without: ['limiter'] },
  { name: 'chain-cache, without metrics', without: ['metrics'] },
  { name: 'chain-cache, without a log line a request', environment: { LOG_LEVEL: 'warn' } },
  {
    name: 'chain-cache, without all three',
    without: ['limiter', 'metrics'],
    environment: { LOG_LEVEL: 'warn' },
  },
];

/** What the limiter, the metrics and the logs each cost: the same without them. */
export async function costOfPieces(environment, quick) {
  const subjects = [];
  for (const { name, role = 'ours', without, environment: more } of PIECES) {
    const server = await startOurs({ ...environment, ...more }, without);
    subjects.push({ name, role, server });
  }
  const figures = await inRounds(subjects, quick ? 3 : 21, async ({ server }) => {
    const { cpuUs } = await measured(server, { ms: SLICE_MS });
    return cpuUs;
  });
  for (const { server } of subjects) await server.worker.stop();
  const label = ({ name }) => `${name}: CPU a request`;
  return [
    {
      title: 'what pieces cost: CPU a request',
      rows: compare(figures, { unit: 'us', better: 'less', label }),
    },
  ];
}
