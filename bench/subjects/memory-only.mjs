import { createCache } from 'async-cache-dedupe';
import { Loader } from 'layered-loader';
import { LRUCache } from 'lru-cache';

const TTL_MS = 3_600_000;
const MAX_ITEMS = 10_000;

/** The limit for an async API: an async function over a Map with an expiry check. */
export function mapWithExpiry() {
  const entries = new Map();
  return {
    name: 'async function over a Map with an expiry check',
    role: 'limit',
    set: (key, value) => void entries.set(key, { value, expiresAt: Date.now() + TTL_MS }),
    async get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && Date.now() < entry.expiresAt) return entry.value;
      return undefined;
    },
  };
}

export function bareMap() {
  const entries = new Map();
  return {
    name: 'bare Map.get, synchronous',
    role: 'reference',
    set: (key, value) => void entries.set(key, value),
    peek: (key) => entries.get(key),
  };
}

export function lruCache(max = MAX_ITEMS) {
  const entries = new LRUCache({ max, ttl: TTL_MS });
  return {
    name: 'lru-cache get with ttl, synchronous',
    role: 'reference',
    set: (key, value) => void entries.set(key, value),
    peek: (key) => entries.get(key),
  };
}

export function layeredLoader() {
  const values = new Map();
  const loader = new Loader({
    inMemoryCache: { cacheType: 'lru-object', ttlInMsecs: TTL_MS, maxItems: MAX_ITEMS },
    dataSourceGetOneFn: async (key) => values.get(key),
  });
  return {
    name: 'layered-loader get',
    role: 'peer',
    async set(key, value) {
      values.set(key, value);
      await loader.get(key);
      values.delete(key);
    },
    get: (key) => loader.get(key),
  };
}

export function asyncCacheDedupe() {
  const values = new Map();
  const cache = createCache({
    ttl: TTL_MS / 1000,
    storage: { type: 'memory', options: { size: MAX_ITEMS } },
  });
  cache.define('value', async (key) => values.get(key));
  return {
    name: 'async-cache-dedupe',
    role: 'peer',
    async set(key, value) {
      values.set(key, value);
      await cache.value(key);
      values.delete(key);
    },
    get: (key) => cache.value(key),
  };
}
