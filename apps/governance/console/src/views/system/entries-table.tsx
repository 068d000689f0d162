import type { Entry } from '../../api/types.js';
import { t } from '../../i18n/texts.js';
import { EntryRow } from './entry-row.js';

interface EntriesTableProps {
  readonly entries: readonly Entry[];
  readonly onInvalidate: (key: string) => void;
}

export function EntriesTable({ entries, onInvalidate }: EntriesTableProps) {
  if (entries.length === 0) return <p class="soft">{t('entries.empty')}</p>;
  return (
    <table class="stacking">
      <thead>
        <tr>
          <th scope="col">{t('entries.key')}</th>
          <th scope="col">{t('entries.state')}</th>
          <th scope="col">{t('entries.life')}</th>
          <th scope="col">{t('entries.action')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <EntryRow key={entry.key} entry={entry} onInvalidate={onInvalidate} />
        ))}
      </tbody>
    </table>
  );
}
