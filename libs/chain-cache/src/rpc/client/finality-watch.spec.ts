import { expect, it } from '@jest/globals';
import { ControllableClock } from '../../../testing/index.js';
import { FinalityWatch } from './finality-watch.js';

it('tells since when each endpoint has stood, whichever is looked at in between', () => {
  const clock = new ControllableClock();
  const watch = new FinalityWatch(clock);
  expect([watch.observe('a', 'x', 100), watch.observe('b', 'x', 99)]).toEqual([0, 0]);
  clock.advance(10_000);
  expect([watch.observe('a', 'x', 100), watch.observe('b', 'x', 99)]).toEqual([10, 10]);
  clock.advance(10_000);
  expect([watch.observe('a', 'x', 101), watch.observe('b', 'x', 99)]).toEqual([0, 20]);
  expect(watch.observe('b', 'y', 99)).toBe(0);
});

it('takes a lower height for no movement: behind one URL may be two nodes', () => {
  const clock = new ControllableClock();
  const watch = new FinalityWatch(clock);
  const heights = [100, 99, 100, 99];
  const stood = heights.map((height) => {
    clock.advance(10_000);
    return watch.observe('a', 'x', height);
  });
  expect(stood).toEqual([0, 10, 20, 30]);
});
