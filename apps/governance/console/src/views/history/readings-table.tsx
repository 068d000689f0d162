import { formatNumber } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import type { Course } from '../../charts/course.js';
import { valueText } from './reading-line.js';

const MOST_ROWS = 200;

/** The same in words and numbers, newest first. */
export function ReadingsTable({
  name,
  course,
}: {
  readonly name: string;
  readonly course: Course;
}) {
  const rows = course.stretches.slice(-MOST_ROWS).toReversed();
  return (
    <details class="readings">
      <summary>{t('history.table')}</summary>
      {course.stretches.length > MOST_ROWS && (
        <p class="small soft">{t('history.table.recent', { values: MOST_ROWS })}</p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{t('history.table.from')}</th>
            <th scope="col">{t('history.table.value')}</th>
            <th scope="col">{t('history.table.blocks')}</th>
            <th scope="col">{t('history.table.note')}</th>
          </tr>
        </thead>
        <tbody class="number">
          {rows.map(({ reading: { value, reason, block, untilBlock, seenAt, afterGap } }) => (
            <tr key={block.number}>
              <td>{formatMoment(seenAt)}</td>
              <td>{valueText(name, value, reason)}</td>
              <td>
                {formatNumber(block.number)} – {formatNumber(untilBlock)}
              </td>
              <td>{afterGap ? t('history.after-gap') : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
