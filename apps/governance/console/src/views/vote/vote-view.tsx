import { useEffect, useState } from 'preact/hooks';
import type { Electorate, Tally } from '../../../../src/thresholds/verdict.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Notice } from '../../parts/notice.js';
import { place, setQuery } from '../../state/place.js';
import { useStore } from '../../state/store.js';
import { InertiaCurve } from './inertia-curve.js';
import { judged } from './judged.js';
import { ModeField } from './mode-field.js';
import { VerdictPanel } from './verdict-panel.js';
import { queryOf, termsOf } from './vote-terms.js';
import { VotesField } from './votes-field.js';

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
  const { mode, fault, verdict } = outcome;
  const votes = (field: keyof Tally, size: keyof Electorate) => (
    <VotesField
      label={t(LABELS[field])}
      most={electorate[size]}
      value={terms.tally[field]}
      onChange={(value) => setTerms({ ...terms, tally: { ...terms.tally, [field]: value } })}
    />
  );
  return (
    <>
      <div class="view-head">
        <h1>{t('vote.title')}</h1>
        <p class="soft">
          {snapshot !== null && t('vote.basis', { block: formatNumber(snapshot.block.number) })}
        </p>
      </div>
      <div class="vote">
        <form class="panel vote-terms" onSubmit={(event) => event.preventDefault()}>
          <ModeField
            text={terms.mode}
            fault={fault}
            onChange={(mode) => setTerms({ ...terms, mode })}
          />
          <fieldset class="votes">
            <legend>{t('vote.votes')}</legend>
            {votes('votesFor', 'wotSize')}
            {votes('votesAgainst', 'wotSize')}
            {mode?.smithExponent !== undefined && votes('smithVotes', 'smithSize')}
            {mode?.committeeExponent !== undefined && votes('techCommVotes', 'techCommSize')}
          </fieldset>
        </form>
        {snapshot === null ? (
          <Notice title={t('vote.waiting')} />
        ) : (
          <div class="vote-outcome">
            <VerdictPanel terms={terms} outcome={outcome} />
            {mode !== undefined && electorate.wotSize !== undefined && (
              <InertiaCurve
                mode={mode}
                size={electorate.wotSize}
                tally={terms.tally}
                adopted={verdict?.criteria.wot.met}
              />
            )}
          </div>
        )}
      </div>
    </>
  );
}

const LABELS = {
  votesFor: 'vote.for',
  votesAgainst: 'vote.against',
  smithVotes: 'vote.smiths',
  techCommVotes: 'vote.techComm',
} as const;

function electorateOf({ wotSize, smithSize, techCommSize }: Record<string, number>): Electorate {
  return { wotSize, smithSize, techCommSize };
}
