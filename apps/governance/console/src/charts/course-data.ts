import type { Course, Stretch } from '../views/history/course.js';

/** A course as a chart draws it: one line, broken where there is nothing to draw. */
export interface CourseData {
  /** Seconds since the epoch, ascending. */
  readonly times: number[];
  /** `null` breaks the line. */
  readonly values: (number | null)[];
  /** Which stretch each of them is of. */
  readonly stretchAt: number[];
}

/** @param scale of the values: hundredths are drawn as what they are hundredths of */
export function courseData({ stretches }: Course, scale: number): CourseData {
  const data: CourseData = { times: [], values: [], stretchAt: [] };
  const add = (ms: number, value: number | null, stretch: number) => {
    data.times.push(ms / 1000);
    data.values.push(value);
    data.stretchAt.push(stretch);
  };
  for (const [i, stretch] of stretches.entries()) {
    const value = heightOf(stretch, scale);
    if (stretch.reading.afterGap && i > 0) add(stretch.from, null, i);
    add(stretch.from, value, i);
    add(stretch.to, value, i);
  }
  return data;
}

export function heightOf({ reading: { value } }: Stretch, scale: number): number | null {
  return value === null ? null : Number(value) * scale;
}
