import { t } from '../../i18n/texts.js';
export function BallotsView() {
  return <h1>{t('ballots.title')}</h1>;
}
