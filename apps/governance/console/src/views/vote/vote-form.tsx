import type { Electorate, Tally } from '../../../../src/thresholds/verdict.js';
import { t } from '../../i18n/texts.js';
import type { Judged } from './judged.js';
import { ModeField } from './mode-field.js';
import type { VoteTerms } from './vote-terms.js';
import { VotesField } from './votes-field.js';

interface VoteFormProps {
  readonly terms: VoteTerms;
  readonly outcome: Judged;
  readonly electorate: Electorate;
  readonly onChange: (terms: VoteTerms) => void;
}

const LABELS = {
  votesFor: 'vote.for',
  votesAgainst: 'vote.against',
  smithVotes: 'vote.smiths',
  techCommVotes: 'vote.techComm',
} as const;

/** How the vote is decided, and how it stands; of bodies without a say nothing is asked. */
export function VoteForm({ terms, outcome, electorate, onChange }: VoteFormProps) {
  const { mode, fault } = outcome;
  const votes = (field: keyof Tally, body: keyof Electorate) => (
    <VotesField
      label={t(LABELS[field])}
      most={electorate[body]}
      value={terms.tally[field]}
      onChange={(value) => onChange({ ...terms, tally: { ...terms.tally, [field]: value } })}
    />
  );
  return (
    <form class="panel vote-terms" onSubmit={(event) => event.preventDefault()}>
      <ModeField
        text={terms.mode}
        fault={fault}
        onChange={(text) => onChange({ ...terms, mode: text })}
      />
      <fieldset class="votes">
        <legend>{t('vote.votes')}</legend>
        {votes('votesFor', 'wotSize')}
        {votes('votesAgainst', 'wotSize')}
        {mode?.smithExponent !== undefined && votes('smithVotes', 'smithSize')}
        {mode?.committeeExponent !== undefined && votes('techCommVotes', 'techCommSize')}
      </fieldset>
    </form>
  );
}
