import { describe, expect, it } from '@jest/globals';
import { CacheOptionsError } from './cache.errors.js';
import { checkGraceSeconds, checkMilliseconds, checkOrder, checkTtlSeconds } from './lifetime.js';

const TEN_YEARS = 10 * 365 * 24 * 3600;
const notNumbers = [NaN, -1, -Infinity, TEN_YEARS + 1, '60', null, 5n];

describe('a time to live', () => {
  it.each([Number.MIN_VALUE, 0.001, 1, TEN_YEARS, Infinity])('may be %p', (seconds) => {
    expect(() => checkTtlSeconds('ttlSeconds', seconds)).not.toThrow();
  });

  it.each([0, ...notNumbers])('may not be %p', (seconds) => {
    const check = () => checkTtlSeconds('ttlSeconds', seconds as number);
    expect(check).toThrow(CacheOptionsError);
    expect(check).toThrow(/^ttlSeconds must be above 0/);
  });
});

describe('a grace', () => {
  it.each([0, 0.5, TEN_YEARS, Infinity])('may be %p', (seconds) => {
    expect(() => checkGraceSeconds('graceSeconds', seconds)).not.toThrow();
  });

  it.each(notNumbers)('may not be %p', (seconds) => {
    expect(() => checkGraceSeconds('graceSeconds', seconds as number)).toThrow(CacheOptionsError);
  });
});

describe('a time in milliseconds', () => {
  it('is whole, and within its bounds', () => {
    for (const ms of [10, 86_400_000]) {
      expect(() => checkMilliseconds('leaseMs', ms, 10)).not.toThrow();
    }
    for (const ms of [9, 10.5, 86_400_001, Infinity, NaN, '10']) {
      expect(() => checkMilliseconds('leaseMs', ms as number, 10)).toThrow(/^leaseMs must be/);
    }
  });
});

describe('an order', () => {
  it.each([
    { chain: '0xabc', height: 0 },
    { chain: '📦'.repeat(512), height: Number.MAX_SAFE_INTEGER },
  ])('may be a chain and a height', (order) => {
    expect(() => checkOrder(order)).not.toThrow();
  });

  it.each([
    { order: { chain: '', height: 1 }, says: 'order.chain' },
    { order: { chain: 7, height: 1 }, says: 'order.chain' },
    { order: { chain: 'a\u0000', height: 1 }, says: 'order.chain' },
    { order: { chain: 'a\ud83d', height: 1 }, says: 'order.chain' },
    { order: { chain: 'a'.repeat(513), height: 1 }, says: 'order.chain' },
    { order: { chain: 'a', height: -1 }, says: 'order.height' },
    { order: { chain: 'a', height: 1.5 }, says: 'order.height' },
    { order: { chain: 'a', height: 2 ** 53 }, says: 'order.height' },
    { order: { chain: 'a', height: '1' }, says: 'order.height' },
  ])('may not be otherwise: $says', ({ order, says }) => {
    const check = () => checkOrder(order as { chain: string; height: number });
    expect(check).toThrow(CacheOptionsError);
    expect(check).toThrow(says);
  });
});
