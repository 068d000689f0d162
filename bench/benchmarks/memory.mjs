import { memoryHits } from './memory/hits.mjs';
import { ENTRIES, memoryWeights } from './memory/weights.mjs';
import { migrateOurs } from '../subjects/ours.mjs';

/** Hits in the memory tier, and what an entry in it weighs. */
export async function run({ url, quick }) {
  await migrateOurs(url);
  return [
    { title: 'hits in memory, one caller, 1,000 keys', rows: await memoryHits(url, quick) },
    {
      title: `heap an entry, of ${ENTRIES.toLocaleString('en')}`,
      rows: await memoryWeights(url, quick),
    },
  ];
}
