import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { keyvOnPostgres } from './keyv-postgres.mjs';

/** Memory alone without a URL, PostgreSQL alone without memory, else one before the other. */
export async function openCacheManager({ url, poolSize, memory }) {
  const stores = memory ? [memoryStore()] : [];
  if (url !== undefined) stores.push(keyvOnPostgres(url, 'keyv_cache_manager', poolSize));
  const cache = createCache({ stores, ttl: 3_600_000 });
  return {
    name: 'cache-manager',
    role: 'peer',
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    loadsBy: 'wrap',
    getOrLoad: (key, loader) => cache.wrap(key, loader),
    // Its store's pool is shared, and ended by whoever closes Keyv.
    close: async () => undefined,
  };
}

/** As it makes one of its own: values as they are, not serialised. */
function memoryStore() {
  const keyv = new Keyv();
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}
