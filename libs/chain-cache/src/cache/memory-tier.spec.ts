import { beforeEach, describe, expect, it } from '@jest/globals';
import { ControllableClock } from '../../testing/controllable-clock.js';
import { keptEntry, type KeptEntry } from './kept-entry.js';
import { MemoryTier } from './memory-tier.js';

const UNHEARD_MS = 5000;

describe('the memory tier', () => {
  let clock: ControllableClock;
  let memory: MemoryTier;

  beforeEach(() => {
    clock = new ControllableClock();
    memory = new MemoryTier(clock, 3, UNHEARD_MS);
    memory.setAudible(true);
  });

  /** As the store tells of it now: a minute to live, and another in grace. */
  const entry = (key: string, version = 1, value: unknown = `${key}${version}`): KeptEntry =>
    keptEntry(
      {
        key,
        version,
        fetchedAtMs: clock.now(),
        ageMs: 0,
        freshMs: 60_000,
        servableMs: 120_000,
        order: null,
      },
      value,
      clock.monotonic(),
    );

  const keep = (kept: KeptEntry) => memory.answer(memory.ask([kept.key]), [kept]);
  const valueOf = (key: string) => memory.fresh(key)?.value;

  it('gives what it has until its life is over, and what it may serve until its grace is', () => {
    keep(entry('a'));
    clock.advance(59_999);
    expect(valueOf('a')).toBe('a1');
    clock.advance(1);
    expect(memory.fresh('a')).toBeUndefined();
    expect(memory.servable('a')?.value).toBe('a1');
    clock.advance(60_000);
    expect(memory.servable('a')).toBeUndefined();
    expect(valueOf('nothing')).toBeUndefined();
  });

  it('holds no more entries than it may: the least recently used gives way', () => {
    for (const key of ['a', 'b', 'c']) keep(entry(key));
    expect(valueOf('a')).toBe('a1');
    for (const key of ['d', 'e']) keep(entry(key));
    expect([memory.size, memory.evictions]).toEqual([3, 2]);
    expect(['a', 'b', 'c', 'd', 'e'].filter((key) => valueOf(key) !== undefined)).toEqual([
      'a',
      'd',
      'e',
    ]);
  });

  it('counts no eviction for what is replaced or dropped', () => {
    keep(entry('a'));
    keep(entry('a', 2));
    memory.drop('a', 3);
    expect([memory.size, memory.evictions]).toEqual([0, 0]);
  });

  it('of no size keeps nothing', () => {
    memory = new MemoryTier(clock, 0, UNHEARD_MS);
    keep(entry('a'));
    memory.drop('a', 2);
    memory.dropPrefix('a');
    memory.setAudible(true);
    expect([memory.size, memory.fresh('a'), memory.servable('a')]).toEqual([
      0,
      undefined,
      undefined,
    ]);
  });

  it('never lets an older version in for a newer one', () => {
    keep(entry('a', 2));
    keep(entry('a', 1));
    expect(valueOf('a')).toBe('a2');
  });

  it('drops what is older than a change, and only that', () => {
    keep(entry('a', 2));
    memory.drop('a', 2);
    expect(valueOf('a')).toBe('a2');
    memory.drop('a', 3);
    expect(valueOf('a')).toBeUndefined();
  });

  it('believes only for a while what was never written: no change of it is heard', () => {
    memory.putUnwritten(memory.ask(['a']), entry('a', 0));
    clock.advance(UNHEARD_MS - 1);
    expect(valueOf('a')).toBe('a0');
    clock.advance(1);
    expect(valueOf('a')).toBeUndefined();
    expect(memory.servable('a')?.value).toBe('a0');
  });

  it('has the store asked of what it doubts, and may serve it where that cannot be', () => {
    for (const key of ['a:1', 'a:2', 'b:1']) keep(entry(key));
    memory.doubtBelow('a:');
    expect(['a:1', 'a:2', 'b:1'].map(valueOf)).toEqual([undefined, undefined, 'b:11']);
    expect(memory.servable('a:1')?.value).toBe('a:11');
  });

  it('drops what begins so', () => {
    for (const key of ['a:1', 'a:2', 'b:1']) keep(entry(key));
    memory.dropPrefix('a:');
    expect(['a:1', 'a:2', 'b:1'].map(valueOf)).toEqual([undefined, undefined, 'b:11']);
  });

  describe('while the store is being asked', () => {
    it('takes no answer that is older than what was heard meanwhile', () => {
      const question = memory.ask(['a', 'b', 'c']);
      memory.drop('a', 5);
      memory.drop('b', 5);
      memory.answer(question, [entry('a', 4), entry('b', 5), entry('c', 4)]);
      expect(['a', 'b', 'c'].map(valueOf)).toEqual([undefined, 'b5', 'c4']);
    });

    it.each([
      { what: 'a prefix is dropped', change: () => memory.dropPrefix('a') },
      { what: 'changes are heard again', change: () => memory.setAudible(true) },
      { what: 'all of a key is dropped', change: () => memory.drop('a', Infinity) },
    ])('takes no answer when $what', ({ change }) => {
      const question = memory.ask(['a']);
      change();
      memory.answer(question, [entry('a', 1000)]);
      expect(valueOf('a')).toBeUndefined();
    });

    it('drops what is older than an answer, even where it does not take that answer', () => {
      const question = memory.ask(['a', 'b']);
      memory.drop('a', Infinity);
      memory.drop('b', Infinity);
      keep(entry('a', 1));
      keep(entry('b', 3));
      memory.answer(question, [entry('a', 2), entry('b', 2)]);
      expect(['a', 'b'].map(valueOf)).toEqual([undefined, 'b3']);
    });

    it('drops what the store does not have, unless it was written since it was asked', () => {
      for (const key of ['a', 'b', 'c']) keep(entry(key));
      const write = memory.ask(['b']);
      const written = entry('b', 2);
      clock.advance(1);
      const question = memory.ask(['a', 'b']);
      memory.wrote(write, [written]);
      memory.answer(question, []);
      expect(memory.servable('a')).toBeUndefined();
      expect(['b', 'c'].map(valueOf)).toEqual(['b2', 'c1']);
    });

    it('lets a later question be answered', () => {
      const early = memory.ask(['a']);
      memory.drop('a', 5);
      const late = memory.ask(['a']);
      memory.answer(late, [entry('a', 6)]);
      memory.answer(early, [entry('a', 4)]);
      expect(valueOf('a')).toBe('a6');
    });
  });

  describe('with what could not be written', () => {
    it('takes it in place of any version that it has', () => {
      keep(entry('a', 7, 'expired'));
      clock.advance(60_000);
      memory.putUnwritten(memory.ask(['a']), entry('a', 0, 'loaded'));
      expect(valueOf('a')).toBe('loaded');
    });

    it('takes nothing that a change has overtaken', () => {
      const load = memory.ask(['a']);
      memory.drop('a', 8);
      memory.putUnwritten(load, entry('a', 0));
      expect(valueOf('a')).toBeUndefined();
    });

    it('drops it at the next change', () => {
      memory.putUnwritten(memory.ask(['a']), entry('a', 0));
      memory.drop('a', 1);
      expect(valueOf('a')).toBeUndefined();
    });
  });

  it('believes nothing that is in doubt, until the store has said it again', () => {
    keep(entry('a', 2));
    memory.doubt('a');
    memory.doubt('nothing');
    expect(valueOf('a')).toBeUndefined();
    expect(memory.servable('a')?.value).toBe('a2');
    keep(entry('a', 2));
    expect(valueOf('a')).toBe('a2');
  });

  describe('while changes cannot be heard', () => {
    it('believes an entry only briefly, and still has it for want of better', () => {
      keep(entry('a'));
      memory.setAudible(false);
      clock.advance(UNHEARD_MS - 1);
      expect(valueOf('a')).toBe('a1');
      clock.advance(1);
      expect(valueOf('a')).toBeUndefined();
      expect(memory.servable('a')?.value).toBe('a1');
    });

    it('believes what the store has just said', () => {
      memory.setAudible(false);
      clock.advance(10 * UNHEARD_MS);
      keep(entry('a'));
      expect(valueOf('a')).toBe('a1');
    });

    it('drops everything once they are heard again', () => {
      keep(entry('a'));
      memory.setAudible(false);
      memory.setAudible(true);
      expect(memory.size).toBe(0);
    });
  });
});
