import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../../../../test/support/cache-failure.js';
import { CacheClosedError, CacheLoadTimeoutError } from './cache.errors.js';
import type { LoadContext } from './loader.js';
import { RunningLoads } from './running-loads.js';

const forever = () => new Promise<never>(() => undefined);

describe('running loads', () => {
  let loads: RunningLoads;

  beforeEach(() => {
    jest.useFakeTimers();
    loads = new RunningLoads();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('give what their loader gives, and fail as it fails', async () => {
    expect(await loads.run('k', () => Promise.resolve(1), 1000)).toBe(1);
    const error = new Error('no');
    await expect(loads.run('k', () => Promise.reject(error), 1000)).rejects.toBe(error);
    const throwing = (): Promise<never> => {
      throw error;
    };
    await expect(loads.run('k', throwing, 1000)).rejects.toBe(error);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are given up after their time, which aborts their signal', async () => {
    let context: LoadContext | undefined;
    const run = loads.run('k', (given) => ((context = given), forever()), 1000);
    const failure = failureOf(run);
    await jest.advanceTimersByTimeAsync(999);
    expect(context).toMatchObject({ key: 'k', signal: { aborted: false } });
    await jest.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({ code: 'LOAD_TIMEOUT', key: 'k' });
    expect(context?.signal.reason).toBeInstanceOf(CacheLoadTimeoutError);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('end when they are closed, and none begins any more', async () => {
    const reason = new CacheClosedError('the end');
    const failure = failureOf(loads.run('k', forever, 1000));
    loads.close(reason);
    expect(await failure).toBe(reason);
    const loader = jest.fn(forever);
    await expect(loads.run('k', loader, 1000)).rejects.toBe(reason);
    expect(loader).not.toHaveBeenCalled();
  });
});
