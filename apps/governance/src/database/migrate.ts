import { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { dataSourceOptions } from './data-source-options.js';

/** Any fixed number: the name of the lock under which migrations run. */
const LOCK = 7_224_005;

/** How long the migrations of another replica are waited for, before this one tries again. */
const LOCK_TIMEOUT_MS = 30_000;

/**
 * Brings the database up to date, one replica at a time, on connections of its own: the
 * application's pool opens only on tables that are there.
 */
export async function migrate(settings: Settings): Promise<void> {
  // One connection for the lock, one for the migrations, which may take long.
  const options = { ...dataSourceOptions(settings), poolSize: 2, extra: { keepAlive: true } };
  const dataSource = await new DataSource(options).initialize();
  try {
    await dataSource.transaction(async (locked) => {
      await locked.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await locked.query('select pg_advisory_xact_lock($1)', [LOCK]);
      await dataSource.runMigrations({ transaction: 'each' });
    });
  } finally {
    await dataSource.destroy();
  }
}
