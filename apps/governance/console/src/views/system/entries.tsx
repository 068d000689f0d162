import { useState } from 'preact/hooks';
import type { AdminApi } from '../../api/admin.js';
import type { Entry } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { t } from '../../i18n/texts.js';
import { Failure, Loading } from '../../parts/notice.js';
import type { Action } from './action.js';
import { invalidating, invalidatingPrefix } from './cache-actions.js';
import { EntriesSearch } from './entries-search.js';
import { EntriesTable } from './entries-table.js';

interface EntriesProps {
  readonly api: AdminApi;
  /** Goes up when something has changed. */
  readonly turn: number;
  readonly onAction: (action: Action) => void;
}

/** What is kept, by key, and the way to let go of it. */
export function Entries({ api, turn, onAction }: EntriesProps) {
  const [{ prefix, pages }, setSearch] = useState({ prefix: '', pages: 1 });
  const { data, error, again } = useAnswer(
    () => askPages(api, prefix, pages),
    [api, prefix, pages, turn],
  );
  const found = data !== undefined && data.entries.length > 0;
  const invalidateAll = () => onAction(invalidatingPrefix(api, prefix));
  return (
    <section class="panel" aria-labelledby="entries">
      <h2 id="entries">{t('entries.title')}</h2>
      <EntriesSearch
        onSearch={(text) => setSearch({ prefix: text, pages: 1 })}
        onInvalidateAll={prefix !== '' && found ? invalidateAll : undefined}
      />
      {error !== undefined && <Failure error={error} onRetry={again} />}
      {error === undefined && data === undefined && <Loading />}
      {data !== undefined && (
        <EntriesTable
          entries={data.entries}
          onInvalidate={(key) => onAction(invalidating(api, key))}
        />
      )}
      {data?.more === true && (
        <button type="button" onClick={() => setSearch({ prefix, pages: pages + 1 })}>
          {t('entries.more')}
        </button>
      )}
    </section>
  );
}

async function askPages(api: AdminApi, prefix: string, pages: number) {
  const entries: Entry[] = [];
  let next: string | null = '';
  for (let page = 0; page < pages && next !== null; page++) {
    const answer = await api.entries(prefix, next);
    entries.push(...answer.entries);
    ({ next } = answer);
  }
  return { entries, more: next !== null };
}
