import { setTimeout as pause } from 'node:timers/promises';
import { memoryNow } from '../harness/memory-over-time.mjs';
import { keyOf, valueOf } from '../harness/values.mjs';
import { serve } from '../harness/workers.mjs';
import { openOurs } from '../subjects/ours.mjs';

const CALLERS = 8;
const MEMORY_ENTRIES = 2000;
/** More keys than memory holds, and ever new ones. */
const KEYS_AT_A_TIME = 4000;

let cache;
let operations = 0;

serve({
  async open(connection) {
    ({ cache } = await openOurs({
      ...connection,
      memoryEntries: MEMORY_ENTRIES,
      options: { ttlSeconds: 5, graceSeconds: 10, retryAfterMs: 100 },
    }));
  },

  /** Tells how many operations it was. */
  async run(durationMs) {
    const until = performance.now() + durationMs;
    await Promise.all([...Array.from({ length: CALLERS }, () => call(until)), cleanUp(until)]);
    return operations;
  },

  memory: memoryNow,
});

async function call(until) {
  while (performance.now() < until) {
    const id = Math.floor(operations / 10) + Math.floor(Math.random() * KEYS_AT_A_TIME);
    await oneOf(Math.random(), keyOf(id), id);
    operations++;
  }
}

async function oneOf(chance, key, id) {
  if (chance < 0.6) await cache.getOrLoad(key, async () => valueOf(id));
  else if (chance < 0.7) await cache.get(key);
  else if (chance < 0.9) await cache.set(key, valueOf(id));
  else if (chance < 0.98) await cache.invalidate(key);
  else await cache.getOrLoad(`failing:${id % 100}`, fail).catch(assertOwn);
}

async function fail() {
  throw new Error('on purpose');
}

function assertOwn(error) {
  if (!error.message.includes('on purpose')) throw error;
}

async function cleanUp(until) {
  while (performance.now() < until) {
    await pause(1000);
    await cache.cleanupExpired();
  }
}
