import { askBallot } from '../../api/ballots.js';
import type { Ballot } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Failure, Loading, Notice } from '../../parts/notice.js';
import { ViewLink } from '../../parts/view-link.js';
import { place } from '../../state/place.js';
import { useStore } from '../../state/store.js';
import { BallotResult } from './ballot-result.js';
import { BallotState } from './ballot-state.js';
import { DigestCheck } from './digest-check.js';
import { Electorate } from './electorate.js';

/** One ballot: who could vote, how it is decided, what became of it. */
export function BallotView() {
  const { path } = useStore(place);
  const id = path.slice('ballots/'.length);
  const news = useStore(watch.ballotNews);
  const { data, error, again } = useAnswer(() => askBallot(id), [id, news]);
  return (
    <>
      <p class="back">
        <ViewLink path="ballots">← {t('ballots.all')}</ViewLink>
      </p>
      {error?.code === 'NOT_FOUND' && (
        <Notice title={t('ballot.unknown.title')}>
          <p>{t('ballot.unknown')}</p>
        </Notice>
      )}
      {error !== undefined && error.code !== 'NOT_FOUND' && (
        <Failure error={error} onRetry={again} />
      )}
      {error === undefined && data === undefined && <Loading />}
      {data !== undefined && <BallotDetail ballot={data} />}
    </>
  );
}

function BallotDetail({ ballot }: { readonly ballot: Ballot }) {
  const { title, openedAt, mode, closing } = ballot;
  return (
    <article class="ballot">
      <header class="view-head">
        <h1>{title}</h1>
        <BallotState ballot={ballot} />
        <p class="soft">
          {t('ballot.opened', { time: formatMoment(openedAt) })}
          {closing !== null &&
            ` · ${t('ballot.closedAt', { time: formatMoment(closing.closedAt) })}`}
        </p>
      </header>
      {closing !== null && <BallotResult closing={closing} />}
      <Electorate electorate={ballot.electorate} />
      <DigestCheck ballot={ballot} />
      <section class="panel" aria-labelledby="mode">
        <h2 id="mode">{t('ballot.mode')}</h2>
        <p>
          <code>{mode}</code>
        </p>
        <p class="small">
          <ViewLink path="vote" query={new URLSearchParams({ mode })}>
            {t('ballot.result.needs')}
          </ViewLink>
        </p>
      </section>
    </article>
  );
}
