import { describe, expect, it } from '@jest/globals';
import { StatsCounter } from './cache-stats.js';

describe('the counts of the cache', () => {
  it('keep apart a bounded number of reasons, whatever loaders make of their codes', () => {
    const stats = new StatsCounter();
    for (let i = 0; i < 1000; i++) stats.staleServed(`REASON_${i}`);
    stats.staleServed('REASON_0');
    const { staleServed } = stats.report({ size: 0, evictions: 0 });
    expect(Object.keys(staleServed).length).toBeLessThanOrEqual(51);
    expect(staleServed).toMatchObject({ REASON_0: 2, OTHER: 950 });
  });
});
