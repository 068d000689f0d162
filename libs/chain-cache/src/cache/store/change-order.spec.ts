import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChangeOrder } from './change-order.js';
import { TickBatcher, WRITE_BATCHES } from './tick-batcher.js';

let order: ChangeOrder;
let asked: string[];
let answers: Map<string, (() => void)[]>;

beforeEach(() => {
  order = new ChangeOrder();
  asked = [];
  answers = new Map();
});

/** What is asked is answered by {@link answer}. */
function lane(name: string) {
  const ask = (keys: readonly string[]) => pending(`${name} ${keys.join(' ')}`, keys);
  return order.track(new TickBatcher<string, string>(WRITE_BATCHES, (key) => key, ask));
}

function pending<Result>(what: string, result: Result): Promise<Result> {
  asked.push(what);
  return new Promise((resolve) => {
    const answer = () => resolve(result);
    answers.set(what, [...(answers.get(what) ?? []), answer]);
  });
}

async function answer(what: string): Promise<void> {
  answers.get(what)?.shift()?.();
  await settled();
}

/** Everything that does not wait for an answer has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the order of changes', () => {
  it('lets a change wait for those of its key in other lanes, and for no others', async () => {
    const [a, b] = [lane('a'), lane('b')];
    const changes = [order.single(a, 'k', 'k'), order.single(b, 'k', 'k')];
    changes.push(order.single(b, 'l', 'l'), order.single(a, 'k', 'k'));
    await settled();
    expect(asked).toEqual(['a k', 'b l']);
    await answer('a k');
    expect(asked).toEqual(['a k', 'b l', 'b k']);
    await answer('b k');
    expect(asked).toEqual(['a k', 'b l', 'b k', 'a k']);
    await Promise.all([answer('a k'), answer('b l'), ...changes]);
  });

  it('leaves the changes of one lane to its batches', async () => {
    const a = lane('a');
    const changes = ['k', 'l', 'k'].map((key) => order.single(a, key, key));
    await settled();
    expect(asked).toEqual(['a k l']);
    await Promise.all([answer('a k l'), ...changes]);
  });

  it('lets what is about many keys wait for each of them, and be waited for', async () => {
    const a = lane('a');
    const changes = [
      order.single(a, 'k1', 'k1'),
      order.many(['k1', 'l'], () => pending('many', '')),
      order.below('k', () => pending('below', '')),
      order.single(a, 'k2', 'k2'),
      order.alone('l', () => pending('alone', '')),
      order.single(a, 'm', 'm'),
    ];
    await settled();
    expect(asked).toEqual(['a k1 m']);
    await answer('a k1 m');
    expect(asked.slice(1)).toEqual(['many']);
    await answer('many');
    expect(asked.slice(2)).toEqual(['below', 'alone']);
    await answer('below');
    expect(asked.slice(4)).toEqual(['a k2']);
    await Promise.all([answer('alone'), answer('a k2'), ...changes]);
  });

  it('forgets what has been made', async () => {
    const [a, b] = [lane('a'), lane('b')];
    const first = order.alone('k', () => Promise.reject(new Error('no')));
    const second = order.single(a, 'k', 'k');
    await expect(first).rejects.toThrow('no');
    await settled();
    await Promise.all([answer('a k'), second]);
    const third = order.single(b, 'k', 'k');
    await settled();
    expect(asked).toEqual(['a k', 'b k']);
    await Promise.all([answer('b k'), third]);
  });
});
