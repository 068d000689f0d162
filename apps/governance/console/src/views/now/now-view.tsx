import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { NoSnapshot } from '../../parts/no-snapshot.js';
import { useStore } from '../../state/store.js';
import { countsOf } from '../counts.js';
import { Figure } from './figure.js';
import { Provenance } from './provenance.js';
import { usePastDay } from './use-past-day.js';

/** What the chain says now, and how much that is worth. */
export function NowView() {
  const chain = useStore(watch.chain);
  const { snapshot, standing, status } = chain;
  const pastDay = usePastDay(snapshot);
  return (
    <>
      <h1 class="unseen">{t('now.title')}</h1>
      {snapshot === null && <NoSnapshot chain={chain} />}
      {snapshot !== null && (
        <section class={`figures ${standing}`} aria-label={t('now.figures')}>
          {countsOf(snapshot).map((count) => (
            <Figure key={count.name} count={count} past={pastDay.get(count.name)} />
          ))}
        </section>
      )}
      <Provenance snapshot={snapshot} status={status} />
    </>
  );
}
