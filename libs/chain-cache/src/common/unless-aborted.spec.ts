import { describe, expect, it } from '@jest/globals';
import { unlessAborted } from './unless-aborted.js';

const never = new Promise<never>(() => undefined);

describe('unlessAborted', () => {
  it('comes to what the work comes to', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('gives up with the reason, before or while it waits', async () => {
    const stop = new AbortController();
    const waiting = unlessAborted(never, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(unlessAborted(never, stop.signal)).rejects.toThrow('enough');
  });
});
