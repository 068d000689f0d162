import { openBentocacheKnex, openBentocacheKysely } from './bentocache.mjs';
import { openCacheManager } from './cache-manager.mjs';
import { openCacheable } from './cacheable.mjs';
import { openKeyv } from './keyv.mjs';
import { openNaivePort } from './naive-port.mjs';
import { openOurs } from './ours.mjs';

/** Ours and every peer that keeps values in PostgreSQL, each in a table of its own. */
const STORES = {
  'chain-cache': ({ memory, ...connection }) =>
    openOurs(memory ? connection : { ...connection, memoryEntries: 0 }),
  keyv: openKeyv,
  cacheable: openCacheable,
  'cache-manager': openCacheManager,
  'bentocache (kysely)': openBentocacheKysely,
  'bentocache (knex)': openBentocacheKnex,
  'naive port': openNaivePort,
};

export const STORE_NAMES = Object.keys(STORES);

/** One after the other: some make their tables on opening. */
export async function openStores(connection, names = STORE_NAMES) {
  const stores = [];
  for (const name of names) stores.push(await STORES[name](connection));
  return stores;
}
