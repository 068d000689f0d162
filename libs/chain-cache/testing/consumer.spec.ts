import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BlockchainCacheService, CacheModule, CacheStoreError } from 'nestjs-chain-cache';
import {
  CacheStore,
  Clock,
  ControllableClock,
  InMemoryCacheModule,
  InMemoryCacheStore,
} from 'nestjs-chain-cache/testing';

@Injectable()
class RatesService {
  asked = 0;
  down = false;

  constructor(private readonly cache: BlockchainCacheService) {}

  async rate(currency: string): Promise<string> {
    const entry = await this.cache.getEntryOrLoad(`rates:${currency}`, () => this.ask());
    return `${entry.value}${entry.state === 'stale' ? ` (${entry.reason})` : ''}`;
  }

  private async ask(): Promise<number> {
    this.asked++;
    if (this.down) throw new Error('the exchange is closed');
    return this.asked;
  }
}

@Module({ providers: [RatesService] })
class RatesModule {}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: 'postgres://nobody@127.0.0.1:1/nowhere',
      manualInitialization: true,
      autoLoadEntities: true,
    }),
    CacheModule.forRoot({ ttlSeconds: 60, cleanupCron: 'off' }),
    RatesModule,
  ],
})
class AppModule {}

let module: TestingModule;

afterEach(() => module.close());

describe('what injects the cache is tested without PostgreSQL', () => {
  async function start() {
    Logger.overrideLogger(['fatal']);
    module = await Test.createTestingModule({
      imports: [InMemoryCacheModule.forRoot({ ttlSeconds: 60, graceSeconds: 60 }), RatesModule],
    }).compile();
    await module.init();
    return {
      rates: module.get(RatesService),
      clock: module.get(ControllableClock),
      store: module.get(InMemoryCacheStore),
    };
  }

  it('over time', async () => {
    const { rates, clock } = await start();
    expect([await rates.rate('eur'), await rates.rate('eur')]).toEqual(['1', '1']);
    clock.advance(60_000);
    expect(await rates.rate('eur')).toBe('2');
    rates.down = true;
    clock.advance(60_000);
    expect(await rates.rate('eur')).toBe('2 (LOAD_FAILED)');
    clock.advance(60_000);
    await expect(rates.rate('eur')).rejects.toThrow('the exchange is closed');
  });

  it('with the database down', async () => {
    const { rates, store } = await start();
    store.setAvailable(false);
    expect(await rates.rate('eur')).toBe('1');
    await expect(module.get(BlockchainCacheService).set('k', 1)).rejects.toThrow(CacheStoreError);
  });

  it('with what another replica does', async () => {
    const { rates, store } = await start();
    expect(await rates.rate('eur')).toBe('1');
    await store.replica().remove('rates:eur');
    expect(await rates.rate('eur')).toBe('2');
  });
});

describe("an application's own module", () => {
  it('runs with its store and its clock replaced', async () => {
    Logger.overrideLogger(['fatal']);
    const clock = new ControllableClock();
    module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(CacheStore)
      .useValue(new InMemoryCacheStore(clock))
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    await module.init();
    const rates = module.get(RatesService, { strict: false });
    expect([await rates.rate('eur'), await rates.rate('eur')]).toEqual(['1', '1']);
    clock.advance(60_000);
    expect(await rates.rate('eur')).toBe('2');
  });
});
