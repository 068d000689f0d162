import { BentoCache, bentostore } from 'bentocache';
import { knexDriver } from 'bentocache/drivers/knex';
import { kyselyDriver } from 'bentocache/drivers/kysely';
import { memoryDriver } from 'bentocache/drivers/memory';
import knex from 'knex';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { ask } from '../harness/database.mjs';

const MAX_ITEMS = 10_000;

export async function openBentocacheMemory(maxItems = MAX_ITEMS) {
  return open('bentocache', bentostore().useL1Layer(memoryDriver({ maxItems })));
}

export async function openBentocacheKnex({ url, poolSize, memory }) {
  const pool = { min: 0, max: poolSize };
  const connection = knex({ client: 'pg', connection: url, pool });
  const driver = knexDriver({ connection, tableName: 'bentocache_knex', pruneInterval: false });
  return open('bentocache (knex)', layers(driver, memory));
}

/** It makes its table with a column that cannot hold the dates it writes: ours is given. */
export async function openBentocacheKysely({ url, poolSize, memory }) {
  await ask(
    url,
    `create table if not exists bentocache_kysely (
      key varchar(255) primary key, value text, expires_at timestamptz)`,
  );
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  const driver = kyselyDriver({
    connection: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    tableName: 'bentocache_kysely',
    autoCreateTable: false,
    pruneInterval: false,
  });
  return open('bentocache (kysely)', layers(driver, memory));
}

function layers(driver, memory) {
  const store = bentostore().useL2Layer(driver);
  return memory ? store.useL1Layer(memoryDriver({ maxItems: MAX_ITEMS })) : store;
}

function open(name, store) {
  const bento = new BentoCache({ default: 'store', ttl: '1h', stores: { store } });
  return {
    name,
    role: 'peer',
    get: (key) => bento.get({ key }),
    set: (key, value) => bento.set({ key, value }),
    loadsBy: 'getOrSet',
    getOrLoad: (key, factory) => bento.getOrSet({ key, factory }),
    prune: () => bento.prune(),
    close: () => bento.disconnect(),
  };
}
