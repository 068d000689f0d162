import type { Ballot } from '../../api/types.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { VerdictLines } from '../vote/verdict-panel.js';

interface BallotResultProps {
  readonly closing: NonNullable<Ballot['closing']>;
}

/** What was decided, and by how many. */
export function BallotResult({ closing: { tallies, verdict } }: BallotResultProps) {
  const { adopted, criteria, undecided } = verdict;
  return (
    <section class="panel" aria-labelledby="result">
      <h2 id="result">{t('ballot.result')}</h2>
      {adopted === null || criteria === null ? (
        <p>
          {t('ballot.undecided')}: {undecided}
        </p>
      ) : (
        <VerdictLines verdict={{ adopted, criteria }} />
      )}
      <p class="small soft">
        {t('ballot.result.against')}: {formatNumber(tallies.votesAgainst)}
      </p>
    </section>
  );
}
