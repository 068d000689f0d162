import type { Value } from '../../format/numbers.js';
import type { PastDay } from './past-day.js';

const WIDTH = 200;
const HEIGHT = 36;
const EDGE = 3;

interface SparklineProps {
  readonly past: PastDay;
  readonly now: Value;
}

/** The course of the day in one stroke. Decoration: the history says it in numbers. */
export function Sparkline({ past: { points }, now }: SparklineProps) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={stepsOf([...points, { at: Date.now(), value: now }])} />
    </svg>
  );
}

/** A value holds until the next one: a line of steps. */
function stepsOf(points: PastDay['points']): string {
  const values = points.map(({ value }) => Number(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [start, end] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const x = (at: number) => round(end === start ? 0 : ((at - start) / (end - start)) * WIDTH);
  const y = (value: number) =>
    round(
      high === low
        ? HEIGHT / 2
        : HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE),
    );
  const steps = points.map(({ at }, i) => `H${x(at)}V${y(values[i] ?? 0)}`);
  return `M0 ${y(values[0] ?? 0)}${steps.join('')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
