import { useEffect, useState } from 'preact/hooks';
import type { Electorate } from '../../../../src/thresholds/verdict.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Notice } from '../../parts/notice.js';
import { place, setQuery } from '../../state/place.js';
import { useStore } from '../../state/store.js';
import { InertiaCurve } from './inertia-curve.js';
import { type Judged, judged } from './judged.js';
import { VerdictPanel } from './verdict-panel.js';
import { VoteForm } from './vote-form.js';
import { queryOf, termsOf, type VoteTerms } from './vote-terms.js';

/** Browsers complain of an address that changes with every pixel of a slider. */
const ADDRESS_AFTER_MS = 250;

/** What a vote needs to pass, to be tried out. */
export function VoteView() {
  const { snapshot } = useStore(watch.chain);
  const [terms, setTerms] = useState(() => termsOf(place.value.query));
  useEffect(() => {
    const timer = setTimeout(() => setQuery(queryOf(terms)), ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [terms]);
  const electorate = electorateOf(snapshot?.counts ?? {});
  const outcome = judged(terms, electorate);
  return (
    <>
      <div class="view-head">
        <h1>{t('vote.title')}</h1>
        <p class="soft">
          {snapshot !== null && t('vote.basis', { block: formatNumber(snapshot.block.number) })}
        </p>
      </div>
      <div class="vote">
        <VoteForm terms={terms} outcome={outcome} electorate={electorate} onChange={setTerms} />
        {snapshot === null ? (
          <Notice title={t('vote.waiting')} />
        ) : (
          <Outcome terms={terms} outcome={outcome} size={electorate.wotSize ?? 0} />
        )}
      </div>
    </>
  );
}

interface OutcomeProps {
  readonly terms: VoteTerms;
  readonly outcome: Judged;
  /** Members. */
  readonly size: number;
}

function Outcome({ terms, outcome, size }: OutcomeProps) {
  const { mode, verdict } = outcome;
  return (
    <div class="vote-outcome">
      <VerdictPanel terms={terms} outcome={outcome} />
      {mode !== undefined && size > 0 && (
        <InertiaCurve
          mode={mode}
          size={size}
          tally={terms.tally}
          adopted={verdict?.criteria.wot.met}
        />
      )}
    </div>
  );
}

function electorateOf({ wotSize, smithSize, techCommSize }: Record<string, number>): Electorate {
  return { wotSize, smithSize, techCommSize };
}
