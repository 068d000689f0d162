import { t } from '../i18n/texts.js';
import { POLL_EVERY_MS } from '../live/chain-watch.js';
import { watch } from '../live/watch.js';
import { useStore } from '../state/store.js';
import { Icon } from './icon.js';

/** Whether changes are pushed. */
export function LiveSign() {
  const live = useStore(watch.live);
  return (
    <p class={`live ${live}`} data-live={live}>
      <Icon name="live" />
      <span>{t(`live.${live}`)}</span>
    </p>
  );
}

/** What it means that they are not. */
export function LiveNote() {
  const live = useStore(watch.live);
  const { standing } = useStore(watch.chain);
  if (live !== 'off' || standing === 'cut-off') return null;
  return (
    <p class="note" role="status">
      <Icon name="warning" />
      {t('live.off.note', { seconds: POLL_EVERY_MS / 1000 })}
    </p>
  );
}
