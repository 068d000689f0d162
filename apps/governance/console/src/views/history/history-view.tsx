import { t } from '../../i18n/texts.js';
export function HistoryView() {
  return <h1>{t('history.title')}</h1>;
}
