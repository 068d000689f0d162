import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryNow } from '../../harness/memory-over-time.mjs';
import { serve } from '../../harness/workers.mjs';
import { openCounts } from '../../subjects/counts.mjs';

let replica;

serve({
  async open(options) {
    replica = await openCounts(options);
  },

  async snapshot() {
    return (await replica.counts.snapshot()).counts;
  },

  async refresh() {
    await replica.counts.refresh();
  },

  /** The block that is served. */
  async height() {
    return (await replica.counts.snapshot()).block.number;
  },

  /** Asks so often for so long; tells how often it was answered. */
  async load(perSecond, durationMs) {
    const startedAt = performance.now();
    let answered = 0;
    while (performance.now() - startedAt < durationMs) {
      await replica.counts.snapshot();
      answered++;
      const due = startedAt + (answered * 1000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
    }
    return answered;
  },

  memory: memoryNow,

  /** Answers the size of the Web of Trust by HTTP; gives the address. */
  async listen() {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      void replica.counts.count('wotSize').then((count) => response.end(JSON.stringify(count)));
    });
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${server.address().port}/`;
  },
});
