import { t } from '../../i18n/texts.js';
export function BallotView() {
  return <h1>{t('ballots.title')}</h1>;
}
