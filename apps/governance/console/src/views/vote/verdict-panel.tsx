import type { Verdict } from '../../../../src/thresholds/verdict.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { Icon } from '../../parts/icon.js';
import { faultText, type Judged } from './judged.js';
import { queryOf, type VoteTerms } from './vote-terms.js';

interface VerdictPanelProps {
  readonly terms: VoteTerms;
  readonly outcome: Judged;
}

/** Whether it is adopted, and what is missing if not. */
export function VerdictPanel({ terms, outcome: { verdict, trouble, fault } }: VerdictPanelProps) {
  return (
    <section class="panel verdict" aria-labelledby="verdict">
      <h2 id="verdict">{t('vote.verdict')}</h2>
      <div aria-live="polite">
        {verdict === undefined ? (
          <p class="fault">{trouble === undefined ? fault && faultText(fault) : t(trouble)}</p>
        ) : (
          <VerdictLines verdict={verdict} />
        )}
      </div>
      <p class="small soft">
        {t('vote.share')} <a href={`/api/v1/thresholds?${queryOf(terms)}`}>{t('vote.api')}</a>
      </p>
    </section>
  );
}

export function VerdictLines({ verdict: { adopted, criteria } }: { readonly verdict: Verdict }) {
  return (
    <>
      <p class={`verdict-word ${adopted ? 'good' : 'bad'}`} data-adopted={adopted}>
        <Icon name={adopted ? 'fresh' : 'unavailable'} />
        {t(adopted ? 'vote.adopted' : 'vote.rejected')}
      </p>
      <Criteria criteria={criteria} />
    </>
  );
}

function Criteria({ criteria }: { readonly criteria: Verdict['criteria'] }) {
  return (
    <dl class="criteria">
      {(['wot', 'smiths', 'techComm'] as const).map((body) => {
        const criterion = criteria[body];
        return (
          <div
            key={body}
            data-criterion={body}
            data-required={criterion?.required}
            class={criterion === null ? 'soft' : criterion.met ? 'met' : 'unmet'}
          >
            <dt>{t(`vote.criterion.${body}`)}</dt>
            <dd>{criterion === null ? t('vote.nosay') : criterionText(criterion)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function criterionText({ received, required, met }: Verdict['criteria']['wot']): string {
  return t(met ? 'vote.criterion.met' : 'vote.criterion.unmet', {
    received: formatNumber(received),
    required: formatNumber(required),
    missing: formatNumber(required - received),
  });
}
