import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { watch } from '../live/watch.js';
import { useStore } from '../state/store.js';
import { standingNote } from './standing-note.js';

/** Tells screen readers when the numbers can be relied on more or less; not each second. */
export function StandingNews() {
  const chain = useStore(watch.chain);
  const [news, setNews] = useState('');
  const { standing, reason } = chain;
  useEffect(() => {
    if (standing === 'waiting') return;
    const note = standingNote(chain, Date.now());
    setNews(t('standing.announce', { standing: t(`standing.${standing}`), note }));
  }, [standing, reason]);
  return (
    <p class="unseen" role="status">
      {news}
    </p>
  );
}
