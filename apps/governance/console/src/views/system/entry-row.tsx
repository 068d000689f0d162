import type { Entry } from '../../api/types.js';
import { formatDuration } from '../../format/times.js';
import { useNow } from '../../format/use-now.js';
import { t } from '../../i18n/texts.js';
import { Tag } from '../../parts/tag.js';

interface EntryRowProps {
  readonly entry: Entry;
  readonly onInvalidate: (key: string) => void;
}

export function EntryRow({ entry: { key, state, expiresAt }, onInvalidate }: EntryRowProps) {
  const now = useNow(1000);
  return (
    <tr data-entry={key}>
      <td data-head={t('entries.key')}>
        <code>{key}</code>
      </td>
      <td data-head={t('entries.state')}>
        <Tag tone={state === 'fresh' ? 'good' : 'warn'}>{t(`entry.${state}`)}</Tag>
      </td>
      <td class="number" data-head={t('entries.life')}>
        {lifeText(expiresAt, now)}
      </td>
      <td data-head={t('entries.action')}>
        <button
          type="button"
          class="danger"
          aria-label={t('action.invalidate.label', { key })}
          onClick={() => onInvalidate(key)}
        >
          {t('action.invalidate')}
        </button>
      </td>
    </tr>
  );
}

function lifeText(expiresAt: string | null, now: number): string {
  if (expiresAt === null) return t('entries.life.ever');
  const seconds = (Date.parse(expiresAt) - now) / 1000;
  return seconds >= 0
    ? formatDuration(seconds)
    : t('entries.life.over', { duration: formatDuration(-seconds) });
}
