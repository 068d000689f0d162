import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateLimiter } from './rate-limiter.js';

describe('RateLimiter', () => {
  let now: number;
  const clock = () => now;

  beforeEach(() => {
    now = 0;
  });

  it('allows a burst of the whole limit, and not one more', () => {
    const limiter = new RateLimiter(300, 60_000, clock);
    const allowed = Array.from({ length: 301 }, () => limiter.take('a').allowed);
    expect(allowed.filter(Boolean)).toHaveLength(300);
    expect(allowed.at(-1)).toBe(false);
  });

  it('tells how many are left, when all are again, and when the next one is', () => {
    const limiter = new RateLimiter(3, 60_000, clock);
    expect(limiter.take('a')).toEqual({
      allowed: true,
      remaining: 2,
      resetSeconds: 20,
      retryAfterSeconds: 0,
    });
    limiter.take('a');
    limiter.take('a');
    now = 5000;
    expect(limiter.take('a')).toEqual({
      allowed: false,
      remaining: 0,
      resetSeconds: 55,
      retryAfterSeconds: 15,
    });
    now = 20_000;
    expect(limiter.take('a').allowed).toBe(true);
  });

  it('counts each client by itself, and looks without counting', () => {
    const limiter = new RateLimiter(1, 60_000, clock);
    limiter.take('a');
    expect(limiter.take('a').allowed).toBe(false);
    expect(limiter.look('b').allowed).toBe(true);
    expect(limiter.take('b').allowed).toBe(true);
    expect(limiter.look('b').allowed).toBe(false);
  });

  it('never allows more than the limit in a window beyond the burst', () => {
    const gaps = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), gaps, (limit, waits) => {
        now = 0;
        const limiter = new RateLimiter(limit, 60_000, clock);
        let allowed = 0;
        for (const wait of waits) {
          now += wait;
          if (limiter.take('a').allowed) allowed += 1;
        }
        expect(allowed).toBeLessThanOrEqual(limit + Math.floor((now * limit) / 60_000) + 1);
      }),
    );
  });

  it('keeps no more clients than it can afford to', () => {
    const limiter = new RateLimiter(1, 60_000, clock);
    limiter.take('first');
    for (let client = 0; client < 100_000; client++) limiter.take(String(client));
    expect(limiter.look('first').allowed).toBe(true);
    expect(limiter.look('99999').allowed).toBe(false);
  });
});
