import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LineBuffer } from './line-buffer.js';

describe('LineBuffer', () => {
  let written: string[];
  let lines: LineBuffer<string>;

  beforeEach(() => {
    jest.useFakeTimers();
    written = [];
    lines = new LineBuffer({ write: (text) => written.push(text) }, (line) => `<${line}>`);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes lines together, after a moment', () => {
    lines.add('one');
    lines.add('two');
    expect(written).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['<one>\n<two>\n']);
    jest.advanceTimersByTime(1000);
    expect(written).toHaveLength(1);
  });

  it('writes at once when much is waiting, and each line once', () => {
    for (let line = 0; line < 65; line++) lines.add(String(line));
    expect(written).toHaveLength(1);
    lines.flush();
    const all = Array.from({ length: 65 }, (_, line) => `<${line}>\n`);
    expect(written).toEqual([all.slice(0, 64).join(''), '<64>\n']);
  });
});
