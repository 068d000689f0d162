import type { Ballot } from '../../api/types.js';
import { t } from '../../i18n/texts.js';
import { Tag } from '../../parts/tag.js';

/** Whether it is open; else what became of it. */
export function BallotState({ ballot: { closing } }: { readonly ballot: Ballot }) {
  if (closing === null) return <Tag tone="warn">{t('ballot.open')}</Tag>;
  const { adopted } = closing.verdict;
  if (adopted === null) return <Tag tone="plain">{t('ballot.undecided')}</Tag>;
  return adopted ? (
    <Tag tone="good">{t('ballot.adopted')}</Tag>
  ) : (
    <Tag tone="bad">{t('ballot.rejected')}</Tag>
  );
}
