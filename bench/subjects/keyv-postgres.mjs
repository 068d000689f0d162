import { KeyvPostgres } from '@keyv/postgres';
import { Keyv } from 'keyv';

/** A Keyv over a table of its own. All of them with one URL share one pool. */
export function keyvOnPostgres(url, table, poolSize) {
  return new Keyv({ store: new KeyvPostgres({ uri: url, table, max: poolSize }) });
}
