import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LineBuffer } from './line-buffer.js';

describe('LineBuffer', () => {
  let written: string[];
  let lines: LineBuffer;

  beforeEach(() => {
    jest.useFakeTimers();
    written = [];
    lines = new LineBuffer({ write: (text) => written.push(text) });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes lines together, after a moment', () => {
    lines.add('one');
    lines.add('two');
    expect(written).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['one\ntwo\n']);
    jest.advanceTimersByTime(1000);
    expect(written).toHaveLength(1);
  });

  it('writes at once when much is waiting, and each line once', () => {
    const line = 'x'.repeat(10_000);
    lines.add(line);
    lines.add(line);
    lines.add('rest');
    lines.flush();
    expect(written).toEqual([`${line}\n${line}\n`, 'rest\n']);
  });
});
