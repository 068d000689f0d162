import { beforeEach, describe, expect, it } from '@jest/globals';
import { ControllableClock } from '../../../testing/index.js';
import { HeightWatch } from './height-watch.js';

let clock: ControllableClock;
let watch: HeightWatch;

beforeEach(() => {
  clock = new ControllableClock();
  watch = new HeightWatch(clock, 60);
});

/** What is known after each height, ten seconds apart. */
function known<T>(heights: readonly number[], what: () => T): T[] {
  return heights.map((height) => {
    clock.advance(10_000);
    watch.observe('a', 'x', height);
    return what();
  });
}

const stood = () => watch.stoodSeconds('a');
const risen = () => watch.hasRisen('a');

describe('since when an endpoint has stood', () => {
  it('is told whichever is looked at in between', () => {
    watch.observe('b', 'x', 99);
    expect(known([100, 100, 101], stood)).toEqual([0, 10, 0]);
    watch.observe('b', 'x', 99);
    expect(watch.stoodSeconds('b')).toBe(30);
    watch.observe('b', 'y', 99);
    expect(watch.stoodSeconds('b')).toBe(0);
    expect(watch.stoodSeconds('c')).toBe(0);
  });

  it('does not end with a lower height between', () => {
    expect(known([100, 99, 100, 99], stood)).toEqual([0, 10, 20, 30]);
  });

  it('begins anew with a far lower one, and goes on from before where that was no more than once', () => {
    expect(known([100, 85, 100, 85, 100], stood)).toEqual([0, 0, 20, 0, 40]);
  });

  it('ends where it was taken back', () => {
    expect(known([1000, 100, 101, 101, 102], stood)).toEqual([0, 0, 0, 10, 0]);
  });
});

describe('that an endpoint goes on', () => {
  it('is known once it was lower before', () => {
    expect(known([100, 99, 100, 101, 101], risen)).toEqual([false, false, false, true, true]);
    watch.observe('a', 'y', 200);
    expect(risen()).toBe(false);
  });

  it('is not known by a rise that may have been long ago, nor by climbing back', () => {
    watch.observe('a', 'x', 100);
    clock.advance(61_000);
    watch.observe('a', 'x', 103);
    expect(risen()).toBe(false);
    expect(known([80, 103, 80, 103], risen)).toEqual([false, false, false, false]);
  });
});

it('tells how far a height is beyond where the endpoint would be by itself', () => {
  expect(watch.leap('a', 'x', 100)).toBeUndefined();
  watch.observe('a', 'x', 100);
  clock.advance(600_000);
  expect(watch.leap('a', 'x', 800)).toBe(100);
  expect(watch.leap('a', 'x', 90)).toBe(-610);
  expect(watch.leap('a', 'y', 800)).toBeUndefined();
});
