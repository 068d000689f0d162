import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InMemoryCacheStore } from '../../testing/in-memory-cache.store.js';
import { gate } from '../../../../test/support/cache-gate.js';
import { CacheModule } from './cache.module.js';
import { CacheOptionsError, CacheStoreError } from './cache.errors.js';
import { CacheStore, type CleanupReport } from './store/cache-store.js';

const REPORT: CleanupReport = { removed: 0, batches: 0, durationMs: 0, complete: true };

describe('the scheduled clean-up', () => {
  const warn = jest.fn();
  const store = new InMemoryCacheStore();
  let removeExpired: jest.SpiedFunction<typeof store.removeExpired>;

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z'), doNotFake: ['nextTick'] });
    removeExpired = jest.spyOn(store, 'removeExpired').mockResolvedValue(REPORT);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  async function start(cleanupCron: string, withSchedule = true) {
    const module = await Test.createTestingModule({
      imports: [
        ...(withSchedule ? [ScheduleModule.forRoot()] : []),
        TypeOrmModule.forRoot({
          type: 'postgres',
          manualInitialization: true,
          autoLoadEntities: true,
        }),
        CacheModule.forRoot({ cleanupCron }),
      ],
    })
      .setLogger({ log: jest.fn(), error: jest.fn(), warn })
      .overrideProvider(CacheStore)
      .useValue(store)
      .compile();
    return await module.init();
  }

  const seconds = (n: number) => jest.advanceTimersByTimeAsync(n * 1000);

  it('runs by its schedule, until the application is closed', async () => {
    const app = await start('*/10 * * * * *');
    await seconds(35);
    expect(removeExpired).toHaveBeenCalledTimes(3);
    await app.close();
    await seconds(60);
    expect(removeExpired).toHaveBeenCalledTimes(3);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('never overlaps itself', async () => {
    const slow = gate<CleanupReport>();
    removeExpired.mockImplementationOnce(() => slow.passed);
    const app = await start('* * * * * *');
    await seconds(5);
    expect(removeExpired).toHaveBeenCalledTimes(1);
    slow.open(REPORT);
    await seconds(2);
    expect(removeExpired).toHaveBeenCalledTimes(3);
    await app.close();
  });

  it('that fails is logged, and tried again at its next time', async () => {
    warn.mockClear();
    removeExpired.mockRejectedValueOnce(new CacheStoreError('no connection'));
    const app = await start('* * * * * *');
    await seconds(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('no connection'), 'CacheCleanupJob');
    await seconds(1);
    expect(removeExpired).toHaveBeenCalledTimes(2);
    await app.close();
  });

  it('is told to stop when the application is closed', async () => {
    const signals: AbortSignal[] = [];
    removeExpired.mockImplementation(async (signal) => {
      signals.push(signal);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { ...REPORT, complete: false };
    });
    const app = await start('* * * * * *');
    await seconds(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await app.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('does not run where it is off, and needs no schedule then', async () => {
    const app = await start('off', false);
    await seconds(3600);
    expect(removeExpired).not.toHaveBeenCalled();
    await app.close();
  });

  it('says what is missing where there is no schedule', async () => {
    await expect(start('* * * * * *', false)).rejects.toThrow(CacheOptionsError);
    await expect(start('* * * * * *', false)).rejects.toThrow('ScheduleModule.forRoot()');
  });

  it('refuses a bad expression at boot', async () => {
    await expect(start('every now and then')).rejects.toThrow(CacheOptionsError);
  });
});
