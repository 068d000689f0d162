import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/texts.js';

/** Not with every letter that is typed. */
const SEARCH_AFTER_MS = 250;

interface EntriesSearchProps {
  readonly onSearch: (prefix: string) => void;
  /** Undefined: there is nothing to invalidate, or no prefix to do it by. */
  readonly onInvalidateAll: (() => void) | undefined;
}

/** Looks for entries by how their keys begin. */
export function EntriesSearch({ onSearch, onInvalidateAll }: EntriesSearchProps) {
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => onSearch(typed), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
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
        disabled={onInvalidateAll === undefined}
        onClick={onInvalidateAll}
      >
        {t('action.prefix')}
      </button>
    </form>
  );
}
