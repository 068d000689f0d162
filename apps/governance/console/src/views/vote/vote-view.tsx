import { t } from '../../i18n/texts.js';
export function VoteView() {
  return <h1>{t('vote.title')}</h1>;
}
