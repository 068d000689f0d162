import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
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
    const until = performance.now() + durationMs;
    let answered = 0;
    while (performance.now() < until) {
      await replica.counts.snapshot();
      answered++;
      await pause(1000 / perSecond);
    }
    return answered;
  },

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
