import { MODE_LETTERS } from '../../../../src/thresholds/mode-letters.js';
import { parseVoteMode } from '../../../../src/thresholds/mode-text.js';
import {
  type Electorate,
  judge,
  SizeUnknownError,
  TallyError,
  type Verdict,
} from '../../../../src/thresholds/verdict.js';
import {
  type ModeFault,
  type VoteMode,
  VoteModeError,
} from '../../../../src/thresholds/vote-mode.js';
import { type TextKey, t } from '../../i18n/texts.js';
import type { VoteTerms } from './vote-terms.js';

/** What comes of the terms: a verdict, or what is wrong with them. */
export interface Judged {
  readonly mode: VoteMode | undefined;
  readonly fault: ModeFault | undefined;
  readonly verdict: Verdict | undefined;
  /** Why there is no verdict though the mode can be read. */
  readonly trouble: TextKey | undefined;
}

/** By the very functions that the backend judges with. */
export function judged({ mode: text, tally }: VoteTerms, electorate: Electorate): Judged {
  const nothing = { mode: undefined, fault: undefined, verdict: undefined, trouble: undefined };
  let mode: VoteMode | undefined;
  try {
    mode = parseVoteMode(text);
    return { ...nothing, mode, verdict: judge(mode, electorate, tally) };
  } catch (error) {
    if (error instanceof VoteModeError) return { ...nothing, mode, fault: error.fault };
    if (error instanceof TallyError) return { ...nothing, mode, trouble: 'vote.tally' };
    if (!(error instanceof SizeUnknownError)) throw error;
    return { ...nothing, mode, trouble: `vote.unknown.${error.count}` };
  }
}

/** What is wrong with a mode, in the language of the page. */
export function faultText(fault: ModeFault): string {
  switch (fault.kind) {
    case 'empty':
      return t('mode.empty');
    case 'ratio':
      return t('vote.ratio');
    case 'letter':
      return t('mode.letter', { part: fault.part, letters: [...MODE_LETTERS.keys()].join(', ') });
    case 'twice':
      return t('mode.twice', { letter: fault.letter });
    case 'value': {
      const allowed = t(`mode.allowed.${fault.letter}` as TextKey);
      return t('mode.value', { letter: fault.letter, allowed });
    }
    default:
      return fault satisfies never;
  }
}
