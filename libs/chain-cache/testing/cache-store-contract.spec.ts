import { describe, expect, it } from '@jest/globals';
import { cacheStoreContract, ControllableClock, InMemoryCacheStore } from './index.js';

describe('the store in memory', () => {
  it.each(cacheStoreContract())('$name', async ({ run }) => {
    const clock = new ControllableClock();
    const store = new InMemoryCacheStore(clock);
    const pass = async (ms: number) => clock.advance(ms);
    await expect(run({ store, other: store.replica(), pass })).resolves.toBeUndefined();
  });
});
