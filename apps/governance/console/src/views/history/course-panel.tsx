import { useMemo } from 'preact/hooks';
import type { PartOfHistory } from '../../api/chain.js';
import type { Span } from '../../charts/course-plot.js';
import { formatNumber } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { Notice } from '../../parts/notice.js';
import { countLabel } from '../counts.js';
import { type Course, courseOf, type Present } from '../../charts/course.js';
import { HistoryChart } from './history-chart.js';
import { RANGES, type RangeName } from './ranges.js';
import { ReadingsTable } from './readings-table.js';

interface CoursePanelProps {
  readonly name: string;
  readonly range: RangeName;
  readonly part: PartOfHistory;
  readonly present: Present;
}

/** A chart, what is to be said of it, and the same as a table. */
export function CoursePanel({ name, range, part, present }: CoursePanelProps) {
  const course = useMemo(() => upTo(part, present), [part, present]);
  const span = useMemo(() => spanOf(course, range), [course, range]);
  if (course.stretches.length === 0) {
    return (
      <Notice title={t('history.empty.title')}>
        <p>{t('history.empty')}</p>
      </Notice>
    );
  }
  const label = t('history.chart', {
    count: countLabel(name),
    values: formatNumber(course.stretches.length),
    from: formatMoment(span.min * 1000),
    to: formatMoment(span.max * 1000),
  });
  return (
    <section class="panel history" aria-label={countLabel(name)}>
      <HistoryChart name={name} label={label} course={course} span={span} />
      {course.gaps.length > 0 && <p class="gap-key small soft">{t('history.gap')}</p>}
      {part.cutShort && (
        <p class="small">{t('history.cut', { values: formatNumber(part.readings.length) })}</p>
      )}
      <ReadingsTable name={name} course={course} />
    </section>
  );
}

/** The newest value still holds: else there would be another one by now. */
function upTo({ readings, cutShort }: PartOfHistory, present: Present): Course {
  const last = readings.at(-1);
  if (last === undefined || cutShort) return courseOf(readings, present);
  const untilBlock = Math.max(last.untilBlock, present.block);
  return courseOf([...readings.slice(0, -1), { ...last, untilBlock }], present);
}

function spanOf({ stretches }: Course, range: RangeName): Span {
  const max = (stretches.at(-1)?.to ?? 0) / 1000;
  const first = (stretches[0]?.from ?? 0) / 1000;
  return { min: Math.min(Math.max(first, max - RANGES[range]), max - 1), max };
}
