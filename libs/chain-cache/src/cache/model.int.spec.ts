import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ControllableClock } from '../../testing/controllable-clock.js';
import { passInDatabase } from '../../../../test/support/cache-database-time.js';
import { cacheCommands, MODEL_LIFE } from '../../../../test/support/cache-model.js';
import { migrate, startReplica } from '../../../../test/support/cache-replica.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});

afterAll(() => database.drop());

describe('what is done to the cache in PostgreSQL', () => {
  it.each([1000, 0])('is as to a plain map, %i entries in memory', async (entries) => {
    const clock = new ControllableClock();
    const options = { ...MODEL_LIFE, memoryEntries: entries };
    const { cache, dataSource, audible, close } = await startReplica(database.url, options, clock);
    await audible();
    const pass = async (seconds: number) => {
      await passInDatabase(dataSource, seconds * 1000);
      clock.advance(seconds * 1000);
    };
    const checked = fc.assert(
      fc.asyncProperty(cacheCommands(), async (commands) => {
        for (const prefix of ['k', 'l']) await cache.invalidatePrefix(prefix);
        const model = { now: 0, rows: new Map() };
        await fc.asyncModelRun(() => ({ model, real: { cache, pass } }), commands);
      }),
      { numRuns: 25 },
    );
    await expect(checked).resolves.toBeUndefined();
    await close();
  });
});
