import { setTimeout as pause } from 'node:timers/promises';
import { keyOf, valueOf } from '../harness/values.mjs';
import { serve } from '../harness/workers.mjs';

const PAGE = 1000;

serve({
  /** Bytes of heap that one of so many entries takes, value and key included. */
  async weigh(kind, url, entries) {
    const subject = await OPEN[kind](url, entries);
    await fill(subject, 0, PAGE);
    const before = await heapUsed();
    await fill(subject, PAGE, PAGE + entries);
    const after = await heapUsed();
    if ((await subject.get(keyOf(PAGE + entries - 1)))?.id !== PAGE + entries - 1) {
      throw new Error(`${kind} does not have its last entry`);
    }
    return (after - before) / entries;
  },
});

const OPEN = {
  async map() {
    const { mapWithExpiry } = await import('../subjects/memory-only.mjs');
    return mapWithExpiry();
  },
  async ours(url, entries) {
    const { openOurs } = await import('../subjects/ours.mjs');
    const ours = await openOurs({ url, poolSize: 2, memoryEntries: 2 * entries });
    return { ...ours, setPage: (page) => ours.cache.setMany(page) };
  },
  async lru(_url, entries) {
    const { lruCache } = await import('../subjects/memory-only.mjs');
    const { set, peek } = lruCache(2 * entries);
    return { set, get: peek };
  },
  async bentocache(_url, entries) {
    const { openBentocacheMemory } = await import('../subjects/bentocache.mjs');
    return await openBentocacheMemory(2 * entries);
  },
  async cacheable() {
    const { openCacheable } = await import('../subjects/cacheable.mjs');
    return await openCacheable({ memory: true });
  },
  async cacheManager() {
    const { openCacheManager } = await import('../subjects/cache-manager.mjs');
    return await openCacheManager({ memory: true });
  },
};

async function fill(subject, from, to) {
  for (let start = from; start < to; start += PAGE) {
    const page = new Map(
      Array.from({ length: PAGE }, (_, i) => [keyOf(start + i), valueOf(start + i)]),
    );
    if (subject.setPage !== undefined) await subject.setPage(page);
    else for (const [key, value] of page) await subject.set(key, value);
  }
}

async function heapUsed() {
  for (let i = 0; i < 5; i++) {
    await pause(20);
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}
