import { Cacheable } from 'cacheable';
import { keyvOnPostgres } from './keyv-postgres.mjs';

/** Memory alone without a URL, PostgreSQL alone without memory, else one before the other. */
export async function openCacheable({ url, poolSize, memory }) {
  const store = url === undefined ? undefined : keyvOnPostgres(url, 'keyv_cacheable', poolSize);
  const tiers = memory ? { secondary: store } : { primary: store };
  const cache = new Cacheable({ ttl: '1h', ...(store === undefined ? {} : tiers) });
  return {
    name: 'cacheable',
    role: 'peer',
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    loadsBy: 'getOrSet',
    getOrLoad: (key, loader) => cache.getOrSet(key, loader),
    // Its store's pool is shared, and ended by whoever closes Keyv.
    close: async () => undefined,
  };
}
