import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { percentile } from '../harness/compare.mjs';
import { serve } from '../harness/workers.mjs';

const READ = {
  name: 'read',
  text: 'select cache_value from blockchain_cache where cache_key = $1',
};

let client;
let reading;
let stopping = new AbortController();

serve({
  async open(url) {
    client = new pg.Client({ connectionString: url });
    await client.connect();
  },

  async readFor(rowCount, ms) {
    start(rowCount);
    await pause(ms);
    return await end();
  },

  start,
  end,
});

function start(rowCount) {
  stopping = new AbortController();
  reading = read(rowCount, stopping.signal);
}

/** How long reads took, in milliseconds. */
async function end() {
  stopping.abort();
  const latencies = await reading;
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** A row that stays, by its key, one after the other with a breath between them. */
async function read(rowCount, signal) {
  const latencies = [];
  while (!signal.aborted) {
    const id = 2 * Math.ceil((Math.random() * rowCount) / 2);
    const startedAt = performance.now();
    const { rows } = await client.query({ ...READ, values: [`key:${id}`] });
    latencies.push(performance.now() - startedAt);
    if (rows[0]?.cache_value.id !== id) throw new Error(`the row of key:${id} is gone`);
    await pause(1);
  }
  return latencies;
}
