import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pauseMs } from './pauses.js';

describe('pauseMs', () => {
  it('grows with each failure, up to half a minute', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((failures) => pauseMs(failures, 1));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is another one for each page, and never none at all', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const pause = pauseMs(failures, random);
        expect(pause).toBeGreaterThanOrEqual(500);
        expect(pause).toBeLessThanOrEqual(30_000);
      }),
    );
    expect(pauseMs(5, 0.2)).not.toBe(pauseMs(5, 0.7));
  });
});
