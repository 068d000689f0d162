import { formatAgo, formatMoment } from '../format/times.js';
import { t, tCode } from '../i18n/texts.js';
import type { ChainState } from '../state/chain-state.js';

/** Since when, and why. */
export function standingNote({ standing, reason, verifiedAt }: ChainState, now: number): string {
  const ago = verifiedAt === null ? '' : formatAgo(verifiedAt, now);
  const time = verifiedAt === null ? '' : formatMoment(verifiedAt, now);
  const why = tCode('why', reason ?? '', t('why.unknown'));
  switch (standing) {
    case 'waiting':
      return '';
    case 'fresh':
      return t('standing.fresh.note', { ago });
    case 'stale':
      return t('standing.stale.note', { time, ago, why });
    case 'unavailable':
      return t('standing.unavailable.note', { why });
    case 'cut-off':
      return verifiedAt === null
        ? t('standing.cut-off.never')
        : t('standing.cut-off.note', { time, ago });
    default:
      return standing satisfies never;
  }
}
