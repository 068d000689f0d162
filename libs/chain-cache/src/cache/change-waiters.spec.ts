import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChangeWaiters } from './change-waiters.js';

describe('those who wait for a change', () => {
  let waiters: ChangeWaiters;
  let woken: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    waiters = new ChangeWaiters();
    woken = [];
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const wait = (key: string, ms = 1000) => waiters.next(key, ms).then(() => woken.push(key));

  it('are woken by it, all of them, and nobody else', async () => {
    void [wait('a'), wait('a'), wait('b')];
    waiters.wake('a');
    await jest.advanceTimersByTimeAsync(0);
    expect(woken).toEqual(['a', 'a']);
    expect(jest.getTimerCount()).toBe(1);
  });

  it('are woken by a change of all that begins so', async () => {
    void [wait('a:1'), wait('a:2'), wait('b:1')];
    waiters.wakePrefix('a:');
    await jest.advanceTimersByTimeAsync(0);
    expect(woken).toEqual(['a:1', 'a:2']);
  });

  it('wait no longer than they said', async () => {
    void [wait('a', 10), wait('b', 20)];
    await jest.advanceTimersByTimeAsync(10);
    expect(woken).toEqual(['a']);
    await jest.advanceTimersByTimeAsync(10);
    expect(woken).toEqual(['a', 'b']);
    expect(() => waiters.wake('a')).not.toThrow();
    expect(jest.getTimerCount()).toBe(0);
  });
});
