import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BlockchainCacheService, CacheModule, chainCacheMigrations } from 'nestjs-chain-cache';
import { DataSource } from 'typeorm';
import { until } from '../harness/until.mjs';

/** Creates the library's tables. */
export async function migrateOurs(url) {
  const dataSource = new DataSource({ type: 'postgres', url, migrations: chainCacheMigrations });
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
}

/** One replica: a Nest application that imports the library, hearing changes of the others. */
export async function openOurs({ url, poolSize, memoryEntries = 10_000, options = {} }) {
  Logger.overrideLogger(['error']);
  const app = await NestFactory.createApplicationContext({
    module: class {},
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true, poolSize }),
      CacheModule.forRoot({ cleanupCron: 'off', memoryEntries, ...options }),
    ],
  });
  const cache = app.get(BlockchainCacheService);
  await until(() => cache.stats().bus === 'audible');
  return {
    name: 'chain-cache',
    role: 'ours',
    cache,
    pool: app.get(DataSource).driver.master,
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    loadsBy: 'getOrLoad',
    getOrLoad: (key, loader) => cache.getOrLoad(key, loader),
    close: () => app.close(),
  };
}
