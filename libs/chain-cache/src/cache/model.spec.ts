import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startInMemory } from '../../../../test/support/cache-in-memory.js';
import { cacheCommands, MODEL_LIFE } from '../../../../test/support/cache-model.js';

describe('what is done to the cache', () => {
  it.each([1000, 2, 0])('is as to a plain map, %i entries in memory', async (entries) => {
    const { cache, clock, close } = await startInMemory({ ...MODEL_LIFE, memoryEntries: entries });
    const pass = async (seconds: number) => clock.advance(seconds * 1000);
    const checked = fc.assert(
      fc.asyncProperty(cacheCommands(), async (commands) => {
        for (const prefix of ['k', 'l']) await cache.invalidatePrefix(prefix);
        const model = { now: 0, rows: new Map() };
        await fc.asyncModelRun(() => ({ model, real: { cache, pass } }), commands);
      }),
      { numRuns: 100 },
    );
    await expect(checked).resolves.toBeUndefined();
    await close();
  });
});
