import { describe, it } from '@jest/globals';
import { cacheStoreContract, ControllableClock, InMemoryCacheStore } from './index.js';

describe.each(cacheStoreContract())('the store in memory', ({ name, run }) => {
  it(name, async () => {
    const clock = new ControllableClock();
    const store = new InMemoryCacheStore(clock);
    await run({ store, other: store.replica(), pass: async (ms) => clock.advance(ms) });
  });
});
