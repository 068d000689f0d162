import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { startInMemory } from '../../../../test/support/cache-in-memory.js';
import { eventually } from '../../../../test/support/cache-replica.js';
import { ChangeListeners } from './change-listeners.js';

describe('listeners to changes', () => {
  it('hear of their key and of what begins so, until they have had enough', () => {
    const listeners = new ChangeListeners();
    const [first, second, other] = [jest.fn(), jest.fn(), jest.fn()];
    const end = listeners.add('a:1', first);
    listeners.add('a:1', second);
    listeners.add('b', other);
    listeners.changed('a:1');
    listeners.changedBelow('a:');
    end();
    end();
    listeners.changed('a:1');
    const calls = [first, second, other].map((listener) => listener.mock.calls.length);
    expect(calls).toEqual([2, 3, 0]);
  });

  it('may leave and join again while they are told, and are told once', () => {
    const listeners = new ChangeListeners();
    let told = 0;
    const rejoin = () => {
      if (++told > 10) throw new Error('told without end');
      end();
      end = listeners.add('a', rejoin);
    };
    let end = listeners.add('a', rejoin);
    listeners.changed('a');
    expect(told).toBe(1);
    listeners.changedBelow('');
    expect(told).toBe(2);
  });

  it('given twice are told twice, and taken away one by one', () => {
    const listeners = new ChangeListeners();
    const listener = jest.fn();
    const [end] = [listeners.add('a', listener), listeners.add('a', listener)];
    listeners.changed('a');
    end();
    listeners.changed('a');
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('do not disturb each other by failing', () => {
    Logger.overrideLogger(false);
    const listeners = new ChangeListeners();
    const after = jest.fn();
    listeners.add('a', () => {
      throw new Error('no');
    });
    listeners.add('a', after);
    expect(() => listeners.changed('a')).not.toThrow();
    expect(after).toHaveBeenCalledTimes(1);
  });
});

describe.each([1000, 0])('a listener to an entry of the cache, %i in memory', (memoryEntries) => {
  it('hears of every change, here or elsewhere, and reads what is new then', async () => {
    const a = await startInMemory({ memoryEntries });
    const b = await startInMemory({ memoryEntries }, a.store.replica());
    const seen: unknown[] = [];
    const end = a.cache.onChange('k', () => {
      void a.cache.get('k').then((value) => seen.push(value));
    });
    const changes: (readonly [() => Promise<unknown>, unknown])[] = [
      [() => a.cache.set('k', 1), 1],
      [() => b.cache.set('k', 2), 2],
      [() => a.cache.invalidate('k'), undefined],
      [() => b.cache.getOrLoad('k', () => Promise.resolve(3)), 3],
      [() => b.cache.invalidatePrefix('k'), undefined],
      [() => a.cache.getOrLoad('k', () => Promise.resolve(4)), 4],
      [() => b.cache.invalidate('k'), undefined],
    ];
    for (const [change, value] of changes) {
      const before = seen.length;
      await change();
      await eventually(() => seen.length > before);
      expect(seen.at(-1)).toBe(value);
    }
    a.store.setAvailable(false);
    const before = seen.length;
    a.store.setAvailable(true);
    await eventually(() => seen.length > before);
    end();
    const heard = seen.length;
    await a.cache.set('k', 5);
    expect(await a.cache.get('k')).toBe(5);
    expect(seen).toHaveLength(heard);
    await Promise.all([a.close(), b.close()]);
  });
});
