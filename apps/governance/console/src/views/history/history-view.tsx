import { useMemo } from 'preact/hooks';
import { askHistory, type PartOfHistory } from '../../api/chain.js';
import type { Snapshot } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Chips } from '../../parts/chips.js';
import { NoSnapshot } from '../../parts/no-snapshot.js';
import { Failure, Loading } from '../../parts/notice.js';
import { place, setQuery } from '../../state/place.js';
import { useStore } from '../../state/store.js';
import { countLabel, countsOf } from '../counts.js';
import { CoursePanel } from './course-panel.js';
import { firstBlockOf, RANGE_NAMES, type RangeName, rangeOf } from './ranges.js';

/** How each count moved. */
export function HistoryView() {
  const chain = useStore(watch.chain);
  const { snapshot } = chain;
  const { query } = useStore(place);
  const name = query.get('count') ?? 'wotSize';
  const range = rangeOf(query.get('range'));
  const choose = (choice: { readonly count: string; readonly range: RangeName }) =>
    setQuery(new URLSearchParams(choice));
  return (
    <>
      <div class="view-head">
        <h1>{t('history.title')}</h1>
      </div>
      <div class="choices">
        <Chips
          legend={t('history.count')}
          name="count"
          choices={namesOf(snapshot).map((value) => ({ value, label: countLabel(value) }))}
          chosen={name}
          onChoose={(count) => choose({ count, range })}
        />
        <Chips
          legend={t('history.range')}
          name="range"
          choices={RANGE_NAMES.map((value) => ({ value, label: t(`range.${value}`) }))}
          chosen={range}
          onChoose={(value) => choose({ count: name, range: value })}
        />
      </div>
      {snapshot === null ? (
        <NoSnapshot chain={chain} />
      ) : (
        <CountHistory key={name} name={name} range={range} snapshot={snapshot} />
      )}
    </>
  );
}

function namesOf(snapshot: Snapshot | null): readonly string[] {
  return snapshot === null ? [] : countsOf(snapshot).map(({ name }) => name);
}

interface CountHistoryProps {
  readonly name: string;
  readonly range: RangeName;
  readonly snapshot: Snapshot;
}

function CountHistory({ name, range, snapshot }: CountHistoryProps) {
  const { network, block, counts, amounts, freshness } = snapshot;
  const value = counts[name] ?? amounts[name];
  // Once more when there is something new to see, not with each block.
  const { data, error, again } = useAnswer<PartOfHistory>(
    () => askHistory(name, firstBlockOf(range, block.number)),
    [name, range, network.genesisHash, value],
  );
  const present = useMemo(
    () => ({ block: block.number, at: Date.parse(freshness.fetchedAt) }),
    [block.number, freshness.fetchedAt],
  );
  if (error !== undefined) return <Failure error={error} onRetry={again} />;
  if (data === undefined) return <Loading />;
  return <CoursePanel name={name} range={range} part={data} present={present} />;
}
