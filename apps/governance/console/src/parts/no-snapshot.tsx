import { t } from '../i18n/texts.js';
import type { ChainState } from '../state/chain-state.js';
import { Loading, Notice } from './notice.js';
import { standingNote } from './standing-note.js';

/** In place of counts while there are none: they are awaited, or why there are none. */
export function NoSnapshot({ chain }: { readonly chain: ChainState }) {
  if (chain.standing === 'waiting') return <Loading />;
  return (
    <Notice title={t(`standing.${chain.standing}`)}>
      <p>{standingNote(chain, Date.now())}</p>
    </Notice>
  );
}
