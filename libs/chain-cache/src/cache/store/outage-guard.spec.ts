import { beforeEach, describe, expect, it } from '@jest/globals';
import { ControllableClock } from '../../../testing/controllable-clock.js';
import { OutageGuard } from './outage-guard.js';

const LONGEST_PAUSE_MS = 2000;

describe('the guard of an outage', () => {
  let clock: ControllableClock;
  let guard: OutageGuard;
  const first = new Error('first');

  beforeEach(() => {
    clock = new ControllableClock();
    guard = new OutageGuard(clock);
  });

  /** How long until somebody may ask. */
  function pause(): number {
    let waited = 0;
    while (guard.standing() !== undefined) {
      clock.advance(1);
      waited++;
    }
    return waited;
  }

  it('lets everybody ask while answers come', () => {
    guard.answered();
    expect([guard.standing(), guard.standing()]).toEqual([undefined, undefined]);
  });

  it('answers by the last failure for a short while, then lets one ask and not two', () => {
    guard.failed(first);
    expect(guard.standing()).toBe(first);
    expect(pause()).toBeLessThanOrEqual(50);
    clock.advance(LONGEST_PAUSE_MS);
    expect(guard.standing()).toBe(first);
    guard.answered();
    expect([guard.standing(), guard.standing()]).toEqual([undefined, undefined]);
  });

  it('waits longer after each probe that failed, up to a bound, and jittered', () => {
    guard.failed(first);
    const pauses = Array.from({ length: 12 }, () => {
      const waited = pause();
      guard.failed(first);
      return waited;
    });
    pauses.forEach((ms, i) => {
      const longest = Math.min(50 * 2 ** i, LONGEST_PAUSE_MS);
      expect(ms).toBeGreaterThanOrEqual(longest / 2 - 1);
      expect(ms).toBeLessThanOrEqual(longest);
    });
    guard.answered();
    guard.failed(first);
    expect(pause()).toBeLessThanOrEqual(50);
  });

  it('does not wait longer for those that were asked before the outage was known', () => {
    for (let i = 0; i < 100; i++) guard.failed(first);
    expect(pause()).toBeLessThanOrEqual(50);
  });
});
