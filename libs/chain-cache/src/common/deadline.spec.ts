import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../../../../test/support/cache-failure.js';
import { DeadlineError, unlessSlow, withDeadline } from './deadline.js';

describe('a deadline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets through what comes in time, and leaves no timer', async () => {
    expect(await withDeadline(Promise.resolve(1), 100, 'it')).toBe(1);
    const error = new Error('no');
    await expect(withDeadline(Promise.reject(error), 100, 'it')).rejects.toBe(error);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends the wait for what does not come', async () => {
    const failure = failureOf(withDeadline(new Promise(() => undefined), 100, 'PostgreSQL'));
    await jest.advanceTimersByTimeAsync(100);
    expect(await failure).toEqual(new DeadlineError('PostgreSQL did not answer in 100 ms'));
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives nothing for what does not come, where that will do', async () => {
    expect(await unlessSlow(Promise.resolve(1), 100)).toBe(1);
    const outcome = unlessSlow(new Promise(() => undefined), 100);
    await jest.advanceTimersByTimeAsync(100);
    expect(await outcome).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });
});
