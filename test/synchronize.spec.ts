import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type DevChain, startDevChain } from 'duniter-dev-chain';
import {
  BlockchainCacheService,
  CacheModule,
  OnChainCountsService,
  RpcModule,
} from 'nestjs-chain-cache';
import { eventually } from './support/eventually.js';
import { createTestDatabase, type TestDatabase } from './support/test-database.js';

describe('a data source that makes its tables from the entities it finds', () => {
  let database: TestDatabase;
  let chain: DevChain;
  let module: TestingModule;

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    database = await createTestDatabase();
    chain = await startDevChain({ blockTimeMs: 'manual' });
    module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: database.url,
          autoLoadEntities: true,
          synchronize: true,
        }),
        CacheModule.forRoot({ cleanupCron: 'off' }),
        RpcModule.forRoot({ endpoints: [chain.url] }),
      ],
    }).compile();
    await module.init();
  });

  afterAll(async () => {
    await module.close();
    await chain.close();
    await database.drop();
  });

  it('has those that the cache needs', async () => {
    const cache = module.get(BlockchainCacheService);
    await cache.set('k', 1);
    await cache.set('k', 2, { durable: true });
    await cache.setMany({ a: 1, b: 2 }, { order: { chain: '0x1', height: 1 } });
    expect(await cache.getOrLoad('loaded', () => 3)).toBe(3);
    expect(await cache.explain('loaded')).toMatchObject({ postgres: { state: 'fresh' } });
    expect(await cache.invalidate('k')).toBe(true);
    expect(await cache.cleanupExpired()).toBe(0);
    expect(cache.stats()).toMatchObject({ storeErrors: 0, lastCleanup: { complete: true } });
  });

  it('has those of the history of counts', async () => {
    const counts = module.get(OnChainCountsService);
    const { block } = await counts.snapshot();
    await eventually(async () => {
      expect(await counts.history('wotSize')).toMatchObject([{ value: 7224, block }]);
    });
  });
});
