import { formatNumber, formatValue } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import type { Stretch } from '../../charts/course.js';

interface ReadingLineProps {
  readonly name: string;
  readonly stretch: Stretch | undefined;
}

/** The value that is pointed at, else the newest, with its blocks. */
export function ReadingLine({ name, stretch }: ReadingLineProps) {
  if (stretch === undefined) return null;
  const { value, reason, block, untilBlock, seenAt } = stretch.reading;
  const text = t('history.reading', {
    value: '',
    time: formatMoment(seenAt),
    first: formatNumber(block.number),
    last: formatNumber(untilBlock),
  });
  return (
    <p class="reading" role="status" data-reading-block={block.number}>
      <strong>{valueText(name, value, reason)}</strong>
      <span>{text}</span>
    </p>
  );
}

export function valueText(
  name: string,
  value: number | string | null,
  reason: string | null,
): string {
  return value === null
    ? `${t('history.unavailable')} (${reason ?? ''})`
    : formatValue(name, value);
}
