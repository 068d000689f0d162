import { formatChange, formatValue } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { ViewLink } from '../../parts/view-link.js';
import { type Count, countLabel, countNote } from '../counts.js';
import type { PastDay } from './past-day.js';
import { Sparkline } from './sparkline.js';

interface FigureProps {
  readonly count: Count;
  /** Undefined: not known, or not yet. */
  readonly past: PastDay | undefined;
}

/** A count as a large figure, and how it came to be that. */
export function Figure({ count: { name, value, unavailable }, past }: FigureProps) {
  return (
    <article class={`figure ${name}`} data-count={name}>
      <h2>
        <ViewLink path="history" query={new URLSearchParams({ count: name })}>
          {countLabel(name)}
        </ViewLink>
        <small>{countNote(name)}</small>
      </h2>
      {value === undefined ? (
        <p class="figure-none">
          {t('count.unavailable')} <code>{unavailable}</code>
        </p>
      ) : (
        <>
          <p class="figure-value">{formatValue(name, value)}</p>
          <p class="figure-change">{changeText(name, value, past)}</p>
          {past !== undefined && <Sparkline past={past} now={value} />}
        </>
      )}
    </article>
  );
}

function changeText(name: string, value: number | string, past: PastDay | undefined): string {
  if (past === undefined) return t('change.unknown');
  const since = past.whole ? t('change.yesterday') : formatMoment(past.since);
  const change = formatChange(name, past.value, value);
  return change === undefined ? t('change.none', { since }) : t('change.some', { change, since });
}
