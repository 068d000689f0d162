import { t } from '../../i18n/texts.js';
import { operator } from '../../state/operator.js';
import { useStore } from '../../state/store.js';
import { CachePanel } from './cache-panel.js';
import { Endpoints } from './endpoints.js';
import { TokenForm } from './token-form.js';

/** Where the numbers come from, and what is kept of them. */
export function SystemView() {
  const api = useStore(operator);
  return (
    <>
      <div class="view-head">
        <h1>{t('system.title')}</h1>
      </div>
      <div class="system">
        <Endpoints />
        {api === undefined ? <TokenForm /> : <CachePanel api={api} />}
      </div>
    </>
  );
}
