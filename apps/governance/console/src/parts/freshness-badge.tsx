import { useNow } from '../format/use-now.js';
import { watch } from '../live/watch.js';
import { useStore } from '../state/store.js';
import { t } from '../i18n/texts.js';
import { Icon } from './icon.js';
import { standingNote } from './standing-note.js';

/** How far the numbers can be relied on: by a shape, by a word, by a colour, and why. */
export function FreshnessBadge() {
  const chain = useStore(watch.chain);
  const now = useNow(1000);
  const { standing, reason } = chain;
  const code = standing === 'stale' || standing === 'unavailable' ? reason : null;
  return (
    <p class={`badge ${standing}`} data-standing={standing}>
      <Icon name={standing} />
      <strong>{t(`standing.${standing}`)}</strong>
      <span class="badge-note">{standingNote(chain, now)}</span>
      {code !== null && <code class="badge-code">{code}</code>}
    </p>
  );
}
