import { compare } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { startWorker } from '../../harness/workers.mjs';

export const ENTRIES = 100_000;

const SUBJECTS = [
  { kind: 'map', name: 'Map of values and their expiry', role: 'limit' },
  { kind: 'ours', name: 'chain-cache', role: 'ours' },
  { kind: 'lru', name: 'lru-cache with ttl', role: 'reference' },
  { kind: 'bentocache', name: 'bentocache', role: 'peer' },
  { kind: 'cacheable', name: 'cacheable', role: 'peer' },
  { kind: 'cacheManager', name: 'cache-manager', role: 'peer' },
];

/** Each in a process of its own, with nothing else on its heap. */
export async function memoryWeights(url, quick) {
  const figures = await inRounds(SUBJECTS, quick ? 1 : 3, async ({ kind }) => {
    const worker = startWorker('weigh.mjs', { execArgv: ['--expose-gc'] });
    const bytes = await worker.call('weigh', kind, url, ENTRIES);
    await worker.stop();
    return bytes;
  });
  return compare(figures, { unit: 'bytes', better: 'less' });
}
