import { Keyv } from 'keyv';
import { keyvOnPostgres } from './keyv-postgres.mjs';

const TTL_MS = 3_600_000;

/** Keyv alone, in front of a loader by hand. */
export async function openKeyv({ url, poolSize }) {
  const keyv = url === undefined ? new Keyv() : keyvOnPostgres(url, 'keyv_plain', poolSize);
  return {
    name: 'keyv',
    role: 'peer',
    get: (key) => keyv.get(key),
    set: (key, value) => keyv.set(key, value, TTL_MS),
    async getOrLoad(key, loader) {
      const kept = await keyv.get(key);
      if (kept !== undefined) return kept;
      const value = await loader();
      await keyv.set(key, value, TTL_MS);
      return value;
    },
    close: () => keyv.disconnect(),
  };
}
