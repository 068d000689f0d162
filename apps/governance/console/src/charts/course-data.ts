import type { Course, Stretch } from './course.js';

/** A course as a chart draws it: one line, broken where there is nothing to draw. */
export interface CourseData {
  /** Seconds since the epoch, ascending. */
  readonly times: number[];
  /** `null` breaks the line. */
  readonly values: (number | null)[];
  /** Where each stretch begins among them. */
  readonly starts: number[];
}

/** @param scale of the values: hundredths are drawn as what they are hundredths of */
export function courseData({ stretches }: Course, scale: number): CourseData {
  const data: CourseData = { times: [], values: [], starts: [] };
  const add = (ms: number, value: number | null) => {
    data.times.push(ms / 1000);
    data.values.push(value);
  };
  for (const [i, stretch] of stretches.entries()) {
    const value = heightOf(stretch, scale);
    if (stretch.reading.afterGap && i > 0) add(stretch.from, null);
    data.starts.push(data.times.length);
    add(stretch.from, value);
    add(stretch.to, value);
  }
  return data;
}

export function heightOf({ reading: { value } }: Stretch, scale: number): number | null {
  return value === null ? null : Number(value) * scale;
}
