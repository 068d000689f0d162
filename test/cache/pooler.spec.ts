import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FaultyProxy } from '../support/cache-proxy.js';
import { eventually, migrate, startReplica, type CacheReplica } from '../support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let proxy: FaultyProxy;
let replica: CacheReplica;
let other: CacheReplica;
const warn = jest.fn<(message: string) => void>();

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  proxy = await FaultyProxy.to(database.url);
  proxy.fault = 'deaf';
  replica = await startReplica(proxy.url, { unheardMemorySeconds: 0.2 });
  other = await startReplica(database.url);
  Logger.overrideLogger({ log: jest.fn(), error: jest.fn(), warn });
});

afterAll(async () => {
  Logger.overrideLogger(['fatal']);
  await Promise.all([replica.close(), other.close()]);
  await proxy.close();
  await database.drop();
});

describe('a pooler that takes LISTEN and loses it', () => {
  it('is noticed by its silence; memory is believed briefly; it is said once', async () => {
    const { cache } = replica;
    await cache.set('k', 1);
    expect(cache.peek('k')).toBe(1);
    await other.cache.set('k', 2);
    await eventually(() => cache.peek('k') === undefined);
    expect(await cache.get('k')).toBe(2);
    const said = () => warn.mock.calls.filter(([message]) => message.includes('pooler'));
    await eventually(() => said().length > 0);
    expect(cache.stats().bus).toBe('inaudible');

    // It tries again, in vain, and does not say it again.
    const tries = () => proxy.listened;
    const before = tries();
    await eventually(() => tries() > before + 1, 20_000);

    proxy.fault = undefined;
    await replica.audible();
    await other.cache.set('k', 3);
    await eventually(() => cache.peek('k') === undefined);
    expect(await cache.get('k')).toBe(3);
    expect(said()).toHaveLength(1);
  });
});
