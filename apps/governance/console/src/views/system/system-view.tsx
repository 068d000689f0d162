import { t } from '../../i18n/texts.js';
export function SystemView() {
  return <h1>{t('system.title')}</h1>;
}
