import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CacheModule, OnChainCountsService, RpcModule } from 'nestjs-chain-cache';

/** One replica that reads a chain. */
export async function openCounts({ url, poolSize, ...rpc }) {
  Logger.overrideLogger(['error']);
  const app = await NestFactory.createApplicationContext({
    module: class {},
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        driver: pg,
        url,
        autoLoadEntities: true,
        poolSize,
      }),
      CacheModule.forRoot({ cleanupCron: 'off' }),
      RpcModule.forRoot(rpc),
    ],
  });
  return { counts: app.get(OnChainCountsService), close: () => app.close() };
}
