import type { AdminApi } from '../../api/admin.js';
import { formatNumber } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import type { Action } from './action.js';

export function refreshing(api: AdminApi): Action {
  return {
    name: 'refresh',
    subject: undefined,
    run: async () => {
      const { block } = await api.refresh();
      return t('action.refresh.done', { block: formatNumber(block.number) });
    },
  };
}

export function cleaningUp(api: AdminApi): Action {
  return {
    name: 'cleanup',
    subject: undefined,
    run: async () => {
      const { removed } = await api.cleanUp();
      return t('action.cleanup.done', { removed: formatNumber(removed) });
    },
  };
}

export function invalidating(api: AdminApi, key: string): Action {
  return {
    name: 'invalidate',
    subject: key,
    run: async () => {
      await api.invalidate(key);
      return t('action.invalidate.done', { key });
    },
  };
}

export function invalidatingPrefix(api: AdminApi, prefix: string): Action {
  return {
    name: 'prefix',
    subject: prefix,
    run: async () => {
      const { removed } = await api.invalidatePrefix(prefix);
      return t('action.prefix.done', { removed: formatNumber(removed) });
    },
  };
}
