import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeRow, KnownSpan, SeenBlock } from './history-rows.js';
import { stretchesOf } from './stretches.js';

const seen = (number: number): SeenBlock => ({ number, hash: `0x${number}`, at: `at ${number}` });

const change = (number: number, value: string | null, previous: number | null): ChangeRow => ({
  block: seen(number),
  value,
  reason: value === null ? 'gone' : null,
  previous,
});

const span = (from: number, toNumber: number): KnownSpan => ({ from: seen(from), toNumber });

/** Value, first block, last block, whether after a gap. */
const outline = (changes: readonly ChangeRow[], spans: readonly KnownSpan[]) =>
  stretchesOf(changes, spans).map(({ value, from, untilNumber, afterGap }) => [
    value,
    from.number,
    untilNumber,
    afterGap,
  ]);

describe('stretchesOf', () => {
  it('ends a value at the head before the one at which it was another', () => {
    const changes = [change(10, '1', null), change(16, '2', 13), change(17, null, 16)];
    expect(outline(changes, [span(10, 20)])).toEqual([
      ['1', 10, 13, true],
      ['2', 16, 16, false],
      [null, 17, 20, false],
    ]);
  });

  it('begins the same value anew after a gap', () => {
    const changes = [change(10, '1', null)];
    expect(outline(changes, [span(10, 20), span(30, 40)])).toEqual([
      ['1', 10, 20, true],
      ['1', 30, 40, true],
    ]);
  });

  it('knows of a change without a span its own block only', () => {
    const changes = [change(10, '1', null), change(25, '2', null)];
    expect(outline(changes, [span(10, 20)])).toEqual([
      ['1', 10, 20, true],
      ['2', 25, 25, true],
    ]);
  });

  it('takes what two followers noted of one change for one', () => {
    const changes = [change(10, '1', null), change(15, '2', 14), change(16, '2', 14)];
    expect(outline(changes, [span(10, 20)])).toEqual([
      ['1', 10, 14, true],
      ['2', 15, 20, false],
    ]);
  });

  it('begins with the value in force, where the first change wanted is within a span', () => {
    const changes = [change(15, '2', 14), change(18, '3', 17)];
    expect(outline(changes, [span(10, 20)])).toEqual([
      ['2', 15, 17, false],
      ['3', 18, 20, false],
    ]);
  });

  it('gives for each block that was followed the value seen there, and nothing for the others', () => {
    // A value a block; undefined: nobody followed.
    const chain = fc.array(fc.option(fc.constantFrom('0', '1', '2'), { nil: undefined }), {
      maxLength: 60,
    });
    const property = fc.property(chain, (values) => {
      const { changes, spans } = followed(values);
      const stretches = stretchesOf(changes, spans);
      for (const [block, value] of values.entries()) {
        const found = stretches.filter(
          ({ from, untilNumber }) => from.number <= block && block <= untilNumber,
        );
        expect(found.map((stretch) => stretch.value)).toEqual(value === undefined ? [] : [value]);
      }
    });
    fc.assert(property);
  });
});

/** What a follower notes that sees these values, block by block. */
function followed(values: readonly (string | undefined)[]) {
  const changes: ChangeRow[] = [];
  const spans: KnownSpan[] = [];
  for (const [block, value] of values.entries()) {
    if (value === undefined) continue;
    const open = spans.at(-1);
    const goesOn = open?.toNumber === block - 1;
    if (goesOn) spans[spans.length - 1] = { ...open, toNumber: block };
    else spans.push(span(block, block));
    if (changes.at(-1)?.value !== value) {
      changes.push(change(block, value, goesOn ? block - 1 : null));
    }
  }
  return { changes, spans };
}
