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

it('knows of an endpoint that it goes on once its head was lower before', () => {
  const watch = new FinalityWatch(new ControllableClock());
  const known = [100, 99, 100, 101, 101, 80, 81].map((height) => {
    watch.observe('a', 'x', height);
    return watch.hasRisen('a');
  });
  expect(known).toEqual([false, false, false, true, true, false, true]);
  watch.observe('a', 'y', 200);
  expect(watch.hasRisen('a')).toBe(false);
});
