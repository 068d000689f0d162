import { useEffect, useState } from 'preact/hooks';
import type { AdminApi } from '../../api/admin.js';
import type { Entry } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { Failure, Loading } from '../../parts/notice.js';
import type { Action } from './action.js';
import { EntryRow } from './entry-row.js';

/** Not with every letter that is typed. */
const SEARCH_AFTER_MS = 250;

interface EntriesProps {
  readonly api: AdminApi;
  /** Goes up when something has changed. */
  readonly turn: number;
  readonly onAction: (action: Action) => void;
}

/** What is kept, by key, and the way to let go of it. */
export function Entries({ api, turn, onAction }: EntriesProps) {
  const [typed, setTyped] = useState('');
  const [prefix, setPrefix] = useState('');
  const [pages, setPages] = useState(1);
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(typed), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, error, again } = useAnswer(
    () => askPages(api, prefix, pages),
    [api, prefix, pages, turn],
  );
  return (
    <section class="panel" aria-labelledby="entries">
      <h2 id="entries">{t('entries.title')}</h2>
      <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="prefix">{t('entries.prefix')}</label>
        <input
          id="prefix"
          type="search"
          value={typed}
          maxLength={512}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button
          type="button"
          class="danger"
          disabled={prefix === '' || data?.entries.length === 0}
          onClick={() => onAction(invalidatingPrefix(api, prefix))}
        >
          {t('action.prefix')}
        </button>
      </form>
      {error !== undefined && <Failure error={error} onRetry={again} />}
      {error === undefined && data === undefined && <Loading />}
      {data?.entries.length === 0 && <p class="soft">{t('entries.empty')}</p>}
      {data !== undefined && data.entries.length > 0 && (
        <EntriesTable
          entries={data.entries}
          onInvalidate={(key) => onAction(invalidating(api, key))}
        />
      )}
      {data?.more === true && (
        <button type="button" onClick={() => setPages(pages + 1)}>
          {t('entries.more')}
        </button>
      )}
    </section>
  );
}

interface EntriesTableProps {
  readonly entries: readonly Entry[];
  readonly onInvalidate: (key: string) => void;
}

function EntriesTable({ entries, onInvalidate }: EntriesTableProps) {
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

function invalidating(api: AdminApi, key: string): Action {
  return {
    name: 'invalidate',
    subject: key,
    run: async () => {
      await api.invalidate(key);
      return t('action.invalidate.done', { key });
    },
  };
}

function invalidatingPrefix(api: AdminApi, prefix: string): Action {
  return {
    name: 'prefix',
    subject: prefix,
    run: async () => {
      const { removed } = await api.invalidatePrefix(prefix);
      return t('action.prefix.done', { removed: formatNumber(removed) });
    },
  };
}
