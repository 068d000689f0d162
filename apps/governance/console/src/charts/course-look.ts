import type UPlot from 'uplot';
import { formatNumber } from '../format/numbers.js';
import { formatTick } from '../format/times.js';
import { colourOf } from './chart-colours.js';
import type { Course } from './course.js';

/** Counts are whole: so are the steps of their axis. */
const WHOLE_STEPS = Array.from({ length: 10 }, (_, n) => 10 ** n).flatMap((power) => [
  power,
  2 * power,
  5 * power,
]);

/** Axes and line, in the colours of the page and the numbers of the browser. */
export function lookOf(host: Element) {
  const line = { stroke: colourOf(host, '--line'), width: 1 };
  const axis = { stroke: colourOf(host, '--soft'), grid: line, ticks: line };
  const values: UPlot.Axis['values'] = (_plot, marks, _axis, _space, apart) =>
    marks.map((at, i) => formatTick(at, marks[i - 1], apart));
  return {
    legend: { show: false },
    scales: { x: { time: true }, y: { range: roomy } },
    axes: [
      { ...axis, space: 80, values },
      {
        ...axis,
        size: 76,
        incrs: WHOLE_STEPS,
        values: (_plot: UPlot, marks: number[]) => marks.map(formatNumber),
      },
    ],
    series: [{}, { stroke: colourOf(host, '--accent'), width: 2, points: { show: false } }],
  };
}

/** Some room above and below, and a whole number of it where nothing moves. */
function roomy(_plot: UPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max(1, (high - low) * 0.12);
  return [Math.max(0, low - room), high + room];
}

/** Shades the times in which nobody followed the chain, behind the line. */
export function drawGaps(plot: UPlot, gaps: Course['gaps'], colour: string): void {
  const { ctx } = plot;
  const { left: edge, width, top, height } = plot.bbox;
  ctx.save();
  ctx.fillStyle = colour;
  for (const { from, to } of gaps) {
    const left = Math.max(edge, plot.valToPos(from / 1000, 'x', true));
    const right = Math.min(edge + width, plot.valToPos(to / 1000, 'x', true));
    if (right > left) ctx.fillRect(left, top, Math.max(2, right - left), height);
  }
  ctx.restore();
}
