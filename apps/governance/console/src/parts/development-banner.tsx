import { t } from '../i18n/texts.js';
import { watch } from '../live/watch.js';
import { useStore } from '../state/store.js';
import { Icon } from './icon.js';

export function DevelopmentBanner() {
  const { snapshot, status } = useStore(watch.chain);
  const network = snapshot?.network ?? status?.network;
  if (network?.development !== true) return null;
  return (
    <aside class="banner" aria-label={t('development.title')}>
      <Icon name="warning" />
      <p>
        <strong>{t('development.title')}.</strong> {t('development.note')}
      </p>
    </aside>
  );
}
