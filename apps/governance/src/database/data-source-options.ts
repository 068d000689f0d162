import { Logger } from '@nestjs/common';
import { chainCacheMigrations } from 'nestjs-chain-cache';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { auditMigrations } from '../audit/migrations/index.js';
import { ballotMigrations } from '../ballots/migrations/index.js';
import type { Settings } from '../config/settings.js';

const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 30_000;

/** Every migration of the database, the library's first: what the application adds builds on it. */
const migrations = [...chainCacheMigrations, ...auditMigrations, ...ballotMigrations];

export function dataSourceOptions(settings: Settings) {
  const logger = new Logger('Database');
  return {
    type: 'postgres',
    // Else TypeORM looks for it at run time, and a bundle would have two of it.
    driver: pg,
    url: settings.databaseUrl,
    applicationName: 'governance',
    poolSize: settings.databasePoolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: (error: Error) => logger.warn(`DATABASE_CONNECTION_LOST: ${error.message}`),
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
    },
    migrations,
  } as const satisfies DataSourceOptions;
}
