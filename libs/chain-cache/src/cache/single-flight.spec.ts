import { describe, expect, it, jest } from '@jest/globals';
import { gate } from '../../../../test/support/cache-gate.js';
import { SingleFlight } from './single-flight.js';

describe('a single flight', () => {
  it('does its work once for all who join', async () => {
    const flights = new SingleFlight<number>();
    const work = jest.fn(() => Promise.resolve(1));
    const joined = Array.from({ length: 100 }, () => flights.join('k', work));
    expect(flights.isFlying('k')).toBe(true);
    expect(new Set(await Promise.all(joined))).toEqual(new Set([1]));
    expect(work).toHaveBeenCalledTimes(1);
    expect(flights.isFlying('k')).toBe(false);
  });

  it('keeps keys apart', async () => {
    const flights = new SingleFlight<string>();
    const both = ['a', 'b'].map((key) => flights.join(key, () => Promise.resolve(key)));
    expect(await Promise.all(both)).toEqual(['a', 'b']);
  });

  it('fails all who joined with the same error, and begins anew for the next', async () => {
    const flights = new SingleFlight<number>();
    const error = new Error('no');
    const joined = [1, 2].map(() => flights.join('k', () => Promise.reject(error)));
    const results = await Promise.allSettled(joined);
    expect(results).toEqual(results.map(() => ({ status: 'rejected', reason: error })));
    expect(await flights.join('k', () => Promise.resolve(2))).toBe(2);
  });

  it('forgotten, still gives its result to who joined, and is joined no more', async () => {
    const flights = new SingleFlight<string>();
    const old = gate<string>();
    const first = flights.join('k', () => old.passed);
    flights.forget('k');
    const fresh = gate<string>();
    const second = flights.join('k', () => fresh.passed);
    old.open('old');
    expect(await first).toBe('old');
    expect(flights.isFlying('k')).toBe(true);
    fresh.open('fresh');
    expect(await second).toBe('fresh');
    expect(flights.isFlying('k')).toBe(false);
  });

  it('is forgotten by the beginning of its key, too', async () => {
    const flights = new SingleFlight<string>();
    const { open, passed } = gate<string>();
    const joined = ['a:1', 'a:2', 'b'].map((key) => flights.join(key, () => passed));
    flights.forgetBelow('a:');
    expect(['a:1', 'a:2', 'b'].map((key) => flights.isFlying(key))).toEqual([false, false, true]);
    open('');
    await Promise.all(joined);
  });
});
