import { useState } from 'preact/hooks';
import { askBallots } from '../../api/ballots.js';
import type { Ballot } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { formatNumber } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Failure, Loading, Notice } from '../../parts/notice.js';
import { ViewLink } from '../../parts/view-link.js';
import { useStore } from '../../state/store.js';
import { BallotState } from './ballot-state.js';

/** Ballots, newest first, a page at a time. */
export function BallotsView() {
  const news = useStore(watch.ballotNews);
  const [pages, setPages] = useState(1);
  const { data, error, again } = useAnswer(() => askPages(pages), [pages, news]);
  return (
    <>
      <div class="view-head">
        <h1>{t('ballots.title')}</h1>
        <p class="soft">{t('ballots.note')}</p>
      </div>
      {error !== undefined && <Failure error={error} onRetry={again} />}
      {error === undefined && data === undefined && <Loading />}
      {data?.ballots.length === 0 && (
        <Notice title={t('ballots.empty.title')}>
          <p>{t('ballots.empty')}</p>
        </Notice>
      )}
      <ul class="ballots">
        {data?.ballots.map((ballot) => (
          <BallotItem key={ballot.id} ballot={ballot} />
        ))}
      </ul>
      {data?.more === true && (
        <button type="button" onClick={() => setPages(pages + 1)}>
          {t('ballots.more')}
        </button>
      )}
    </>
  );
}

async function askPages(pages: number) {
  const ballots: Ballot[] = [];
  let next: string | null | undefined;
  for (let page = 0; page < pages && next !== null; page++) {
    const answer = await askBallots(next);
    ballots.push(...answer.ballots);
    next = answer.next;
  }
  return { ballots, more: next !== null };
}

function BallotItem({ ballot }: { readonly ballot: Ballot }) {
  const { id, title, mode, openedAt, electorate } = ballot;
  return (
    <li class="panel ballot-item">
      <h2>
        <ViewLink path={`ballots/${id}`}>{title}</ViewLink>
      </h2>
      <BallotState ballot={ballot} />
      <p class="small soft">
        {t('ballot.opened', { time: formatMoment(openedAt) })}{' '}
        {t('ballot.at', { block: formatNumber(electorate.block.number) })} · <code>{mode}</code>
      </p>
    </li>
  );
}
