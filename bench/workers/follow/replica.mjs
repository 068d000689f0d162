import { setImmediate as breathe } from 'node:timers/promises';
import { serve, sharedNow } from '../../harness/workers.mjs';
import { openCounts } from '../../subjects/counts.mjs';

let counts;

serve({
  async open(options) {
    ({ counts } = await openCounts(options));
  },

  /** When so many members were first served, on the clock that processes share. */
  async serves(members) {
    while ((await counts.wotSize()) !== members) await breathe();
    return sharedNow();
  },
});
