import { describe, expect, it } from '@jest/globals';
import type { CountDecoder } from './count-definition.js';
import { Tally } from './tally.js';

const MIB = 1024 * 1024;
const COUNT = {
  name: 'ofMine',
  kind: 'count',
  place: 'Mine.Map',
  key: '0x',
  formerKeys: [],
  read: { how: 'decode', of: 'entries' },
} as const;

function tallyOf(values: readonly string[]): Tally {
  const bytesOf = (all: readonly Uint8Array[]) => all.reduce((sum, { length }) => sum + length, 0);
  const tally = new Tally(COUNT, {}, bytesOf);
  for (const value of values) tally.addValue('0xff', value);
  return tally;
}

describe('a count by a decoder of the consumer', () => {
  const mebibyte = `0x${'00'.repeat(MIB)}`;

  it('is of all values, as long as they can be held', () => {
    const values = Array.from({ length: 31 }, () => mebibyte);
    expect(tallyOf(values).outcome()).toEqual({ value: BigInt(31 * MIB) });
  });

  it.each([
    ['large', 32, mebibyte],
    ['many', 340_000, '0x'],
  ])('is unavailable when they are too %s to be held', (_, length, value) => {
    const values = Array.from({ length }, () => value);
    const unavailable = expect.stringContaining('Mine.Map: its values take more than');
    expect(tallyOf(values).outcome()).toEqual({ unavailable });
  });

  it.each([[''], [[]], [true], [undefined], [Number.NaN], [1.5], [-1]])(
    'is unavailable when it makes %j of them',
    (given) => {
      const tally = new Tally(COUNT, {}, (() => given) as unknown as CountDecoder);
      const unavailable = expect.stringContaining('Mine.Map: its decoder');
      expect(tally.outcome()).toEqual({ unavailable });
    },
  );
});
