import { describe, expect, it, jest } from '@jest/globals';
import { TickBatcher } from './tick-batcher.js';

const double = jest.fn((items: readonly number[]) => Promise.resolve(items.map((n) => 2 * n)));

describe('a batcher of ticks', () => {
  it('asks once for all of a tick, and gives each its own answer', async () => {
    double.mockClear();
    const batcher = new TickBatcher({ items: 10, underWay: 10 }, String, double);
    expect(await Promise.all([1, 2, 3].map((n) => batcher.add(n)))).toEqual([2, 4, 6]);
    expect(await batcher.add(4)).toBe(8);
    expect(double.mock.calls).toEqual([[[1, 2, 3]], [[4]]]);
  });

  it('asks for no more at once than it may', async () => {
    double.mockClear();
    const batcher = new TickBatcher({ items: 2, underWay: 10 }, String, double);
    const added = [1, 2, 3, 4, 5].map((n) => batcher.add(n));
    expect(await Promise.all(added)).toEqual([2, 4, 6, 8, 10]);
    expect(double.mock.calls).toEqual([[[1, 2]], [[3, 4]], [[5]]]);
  });

  it('bounds the weight of a batch; what is too heavy alone is asked alone', async () => {
    const asked: number[][] = [];
    const ask = (items: readonly number[]) => {
      asked.push([...items]);
      return Promise.resolve(items);
    };
    const limits = { items: 10, weight: 9, underWay: 10 };
    const batcher = new TickBatcher<number, number>(limits, String, ask, (item) => item);
    await Promise.all([1, 2, 3, 4, 50, 60, 5].map((item) => batcher.add(item)));
    expect(asked).toEqual([[1, 2, 3, 4], [50], [60], [5]]);
  });

  it('asks the last of one key for all of them, however many batches there are', async () => {
    const ask = jest.fn((items: readonly { key: string; n: number }[]) =>
      Promise.resolve(items.map(({ n }) => n)),
    );
    const batcher = new TickBatcher({ items: 2, underWay: 10 }, ({ key }) => key, ask);
    const added = ['a', 'b', 'c', 'a', 'a'].map((key, n) => batcher.add({ key, n }));
    expect(await Promise.all(added)).toEqual([4, 1, 2, 4, 4]);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('has no more under way than it may, and asks what came meanwhile together', async () => {
    const asked: number[][] = [];
    const answers: (() => void)[] = [];
    const batcher = new TickBatcher<number, number>(
      { items: 10, underWay: 1 },
      String,
      async (items) => {
        asked.push([...items]);
        await new Promise<void>((resolve) => answers.push(resolve));
        return items;
      },
    );
    const first = batcher.add(1);
    await new Promise(setImmediate);
    const others = [batcher.add(2), batcher.add(1)];
    await new Promise(setImmediate);
    others.push(batcher.add(3));
    expect(asked).toEqual([[1]]);
    answers[0]?.();
    expect(await first).toBe(1);
    await new Promise(setImmediate);
    expect(asked).toEqual([[1], [2, 1, 3]]);
    answers[1]?.();
    expect(await Promise.all(others)).toEqual([2, 1, 3]);
  });

  it('fails all of a batch with its error, and no other batch', async () => {
    const error = new Error('no');
    const batcher = new TickBatcher<number, number>({ items: 2, underWay: 10 }, String, (items) =>
      items.includes(1) ? Promise.reject(error) : Promise.resolve(items),
    );
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.add(n)));
    expect(results).toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
      { status: 'fulfilled', value: 3 },
    ]);
  });
});
