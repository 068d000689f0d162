import UPlot from 'uplot';
import type { Course } from './course.js';
import { colourOf } from './chart-colours.js';
import { type CourseData, courseData, heightOf } from './course-data.js';
import { drawGaps, lookOf } from './course-look.js';

/** Part of the time axis, in seconds since the epoch. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

export interface CoursePlotOptions {
  readonly width: number;
  readonly height: number;
  /** Of the values: hundredths are drawn as what they are hundredths of. */
  readonly scale: number;
  /** A stretch was pointed at; undefined: none is any more. */
  readonly onPoint: (stretch: number | undefined) => void;
}

/** The course of a count on a canvas. */
export class CoursePlot {
  private readonly plot: UPlot;
  private data: CourseData = { times: [], values: [], starts: [] };
  private course: Course = { stretches: [], gaps: [] };
  private whole: Span = { min: 0, max: 1 };
  private zoomed = false;
  /** Pointed at by keys, until the pointer moves. */
  private keyed: number | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: CoursePlotOptions,
  ) {
    this.plot = new UPlot(this.plotOptions(), [[], []], host);
    this.plot.over.addEventListener('pointermove', () => (this.keyed = undefined), true);
  }

  /** @param whole what is shown unless it is zoomed */
  show(course: Course, whole: Span): void {
    this.course = course;
    this.data = courseData(course, this.options.scale);
    this.whole = whole;
    const shown = this.zoomed ? this.shown() : whole;
    this.plot.batch(() => {
      this.plot.setData([this.data.times, this.data.values], false);
      this.plot.setScale('x', { ...shown });
    });
  }

  resize(width: number, height: number): void {
    this.plot.setSize({ width, height });
  }

  /** Marks where a stretch begins, and brings it into sight. */
  pointAt(stretch: number): void {
    const { from } = this.course.stretches[stretch] ?? {};
    if (from === undefined) return;
    const seconds = from / 1000;
    const { min, max } = this.shown();
    if (seconds < min || seconds > max) this.zoomTo(seconds - (max - min) / 2, max - min);
    const left = this.plot.valToPos(Math.max(seconds, this.shown().min), 'x');
    this.keyed = stretch;
    this.plot.setCursor({ left, top: this.topOf(stretch) });
  }

  /** @param factor below 1 shows less, above 1 more */
  zoomBy(factor: number): void {
    const { min, max } = this.shown();
    const width = (max - min) * factor;
    if (width >= this.whole.max - this.whole.min) this.zoomOut();
    else this.zoomTo((min + max - width) / 2, width);
  }

  zoomOut(): void {
    this.zoomed = false;
    this.plot.setScale('x', { ...this.whole });
  }

  end(): void {
    this.plot.destroy();
  }

  private zoomTo(from: number, width: number): void {
    const min = Math.min(Math.max(from, this.whole.min), this.whole.max - width);
    this.zoomed = true;
    this.plot.setScale('x', { min, max: min + width });
  }

  private shown(): Span {
    const { min, max } = this.plot.scales['x'] ?? {};
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : this.whole;
  }

  private topOf(stretch: number): number {
    const found = this.course.stretches[stretch];
    const height = found === undefined ? null : heightOf(found, this.options.scale);
    return height === null ? 0 : this.plot.valToPos(height, 'y');
  }

  private plotOptions(): UPlot.Options {
    const { width, height } = this.options;
    const ground = colourOf(this.host, '--raised');
    return {
      ...lookOf(this.host),
      width,
      height,
      cursor: {
        y: false,
        drag: { x: true, y: false },
        points: { size: 9 },
        dataIdx: (_plot, _series, _closest, seconds) =>
          this.data.starts[this.stretchAt(seconds)] ?? 0,
      },
      hooks: {
        drawClear: [(plot) => drawGaps(plot, this.course.gaps, ground)],
        setCursor: [(plot) => this.pointed(plot)],
        setSelect: [({ select: { width } }) => width > 0 && (this.zoomed = true)],
        setScale: [(plot, axis) => axis === 'x' && this.noteReset(plot)],
      },
    };
  }

  private pointed({ cursor: { left } }: UPlot): void {
    const over = typeof left === 'number' && left >= 0;
    this.options.onPoint(over ? this.stretchAt(this.plot.posToVal(left, 'x')) : undefined);
  }

  /** A value holds from where it begins, wherever the next point of the line is. */
  private stretchAt(seconds: number): number {
    if (this.keyed !== undefined) return this.keyed;
    const found = this.course.stretches.findLastIndex(({ from }) => from / 1000 <= seconds);
    return Math.max(0, found);
  }

  /** A double click makes the library show all of the data, which is less than the range. */
  private noteReset({ scales }: UPlot): void {
    const { times } = this.data;
    const { min, max } = scales['x'] ?? {};
    if (this.zoomed && min === times[0] && max === times.at(-1))
      queueMicrotask(() => this.zoomOut());
  }
}
