import type { ComponentType } from 'preact';
import { type TextKey, t } from '../i18n/texts.js';
import { Notice } from '../parts/notice.js';
import { BallotView } from './ballots/ballot-view.js';
import { BallotsView } from './ballots/ballots-view.js';
import { HistoryView } from './history/history-view.js';
import { NowView } from './now/now-view.js';
import { SystemView } from './system/system-view.js';
import { VoteView } from './vote/vote-view.js';

export interface ViewEntry {
  readonly path: string;
  readonly title: TextKey;
  readonly View: ComponentType;
}

/** In the order of the navigation. */
export const VIEWS: readonly ViewEntry[] = [
  { path: '', title: 'view.now', View: NowView },
  { path: 'history', title: 'view.history', View: HistoryView },
  { path: 'vote', title: 'view.vote', View: VoteView },
  { path: 'ballots', title: 'view.ballots', View: BallotsView },
  { path: 'system', title: 'view.system', View: SystemView },
];

/** The view at a path below `/console`. */
export function viewOf(path: string): { readonly title?: TextKey; readonly View: ComponentType } {
  if (path.startsWith('ballots/')) return { title: 'view.ballots', View: BallotView };
  return VIEWS.find((view) => view.path === path) ?? { View: UnknownView };
}

function UnknownView() {
  return <Notice title={t('view.unknown')} />;
}
