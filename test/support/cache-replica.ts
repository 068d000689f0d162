import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  BlockchainCacheService,
  CacheModule,
  chainCacheMigrations,
  type CacheModuleOptions,
} from 'nestjs-chain-cache';
import { Clock } from 'nestjs-chain-cache/testing';
import { DataSource } from 'typeorm';

/** One replica: a Nest application with the cache and a pool of its own. */
export interface CacheReplica {
  readonly cache: BlockchainCacheService;
  readonly module: TestingModule;
  readonly dataSource: DataSource;
  /** Resolves when changes of other replicas are heard. */
  readonly audible: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Creates the tables of the library in a database. */
export async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url, migrations: chainCacheMigrations });
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
}

/** @param clock of the process; default: the system's. */
export async function startReplica(
  url: string,
  options: CacheModuleOptions = {},
  clock?: Clock,
): Promise<CacheReplica> {
  Logger.overrideLogger(['fatal']);
  const builder = Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url,
        autoLoadEntities: true,
        poolSize: 5,
        connectTimeoutMS: options.storeTimeoutMs ?? 5000,
      }),
      CacheModule.forRoot({ cleanupCron: 'off', ...options }),
    ],
  });
  if (clock !== undefined) builder.overrideProvider(Clock).useValue(clock);
  const module = await builder.compile();
  await module.init();
  const cache = module.get(BlockchainCacheService);
  return {
    cache,
    module,
    dataSource: module.get(DataSource),
    audible: () => eventually(() => cache.stats().bus === 'audible'),
    close: () => module.close(),
  };
}

/** Polls until it holds. @throws Error after the deadline. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> {
  const until = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`did not come true in ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
