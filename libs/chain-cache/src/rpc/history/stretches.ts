import type { ChangeRow, KnownSpan, SeenBlock } from './history-rows.js';

/** Blocks over which a count was followed and had one value. */
export interface Stretch {
  /** The first head at which it was seen. */
  readonly from: SeenBlock;
  /** The last head at which it was seen. */
  readonly untilNumber: number;
  /** Decimal; `null`: unavailable. */
  readonly value: string | null;
  readonly reason: string | null;
  /** Whether nobody followed right before. */
  readonly afterGap: boolean;
}

/**
 * What changes and spans amount to, oldest first. A change that was seen and then not followed
 * stands for its own block alone.
 * @param changes of one count, oldest first, from the one in force at the first block wanted
 * @param spans apart from each other, oldest first
 */
export function stretchesOf(changes: readonly ChangeRow[], spans: readonly KnownSpan[]): Stretch[] {
  const within = spans.flatMap((span) => stretchesIn(span, changes));
  const alone = changes
    .filter(({ block }) => !spans.some((span) => covers(span, block.number)))
    .map((change) => stretch(change.block, change.block.number, change, true));
  return [...within, ...alone].toSorted((a, b) => a.from.number - b.from.number);
}

export function covers({ from, toNumber }: KnownSpan, block: number): boolean {
  return from.number <= block && block <= toNumber;
}

function stretchesIn(span: KnownSpan, changes: readonly ChangeRow[]): Stretch[] {
  const before = changes.findLast(({ block }) => block.number <= span.from.number);
  const inside = changes.filter(
    ({ block }) => span.from.number < block.number && block.number <= span.toNumber,
  );
  const values = withoutRepetitions(before === undefined ? inside : [before, ...inside]);
  return values.map((change, index) => {
    const next = values[index + 1];
    const untilNumber = next === undefined ? span.toNumber : lastBefore(next);
    const first = change.block.number <= span.from.number;
    const from = change.block.number < span.from.number ? span.from : change.block;
    return stretch(from, untilNumber, change, first);
  });
}

/** Two who followed at once may both have noted a change. */
function withoutRepetitions(changes: readonly ChangeRow[]): ChangeRow[] {
  return changes.filter(({ value }, index) => index === 0 || value !== changes[index - 1]?.value);
}

function lastBefore({ previous, block }: ChangeRow): number {
  return previous ?? block.number - 1;
}

function stretch(
  from: SeenBlock,
  untilNumber: number,
  { value, reason }: ChangeRow,
  afterGap: boolean,
): Stretch {
  return { from, untilNumber: Math.max(from.number, untilNumber), value, reason, afterGap };
}
