import { useState } from 'preact/hooks';
import type { AdminApi } from '../../api/admin.js';
import { useAnswer } from '../../api/use-answer.js';
import { useNow } from '../../format/use-now.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Failure, Loading } from '../../parts/notice.js';
import { lock } from '../../state/operator.js';
import { useActions } from './actions.js';
import { cleaningUp, refreshing } from './cache-actions.js';
import { CacheStats } from './cache-stats.js';
import { Entries } from './entries.js';

const LOOK_EVERY_MS = 6000;

/** What the cache did and keeps, and what can be done to it. */
export function CachePanel({ api }: { readonly api: AdminApi }) {
  const [turn, setTurn] = useState(0);
  const tick = Math.floor(useNow(LOOK_EVERY_MS) / LOOK_EVERY_MS);
  const stats = useAnswer(() => api.stats(), [api, turn, tick]);
  const actions = useActions(() => {
    setTurn((now) => now + 1);
    watch.lookNow();
  });
  return (
    <>
      <section class="panel" aria-labelledby="cache">
        <div class="panel-head">
          <h2 id="cache">{t('cache.title')}</h2>
          <p class="small soft">{t('cache.since')}</p>
          <div class="buttons">
            <button type="button" onClick={() => actions.ask(refreshing(api))}>
              {t('action.refresh')}
            </button>
            <button type="button" onClick={() => actions.ask(cleaningUp(api))}>
              {t('action.cleanup')}
            </button>
            <button type="button" onClick={lock}>
              {t('token.forget')}
            </button>
          </div>
        </div>
        {stats.error !== undefined && <Failure error={stats.error} onRetry={stats.again} />}
        {stats.error === undefined && stats.data === undefined && <Loading />}
        {stats.data !== undefined && <CacheStats stats={stats.data} />}
      </section>
      <Entries api={api} turn={turn} onAction={actions.ask} />
      {actions.view}
    </>
  );
}
