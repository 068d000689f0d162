import { MODE_LETTERS } from './mode-letters.js';
import { COMMON_MODE, type VoteMode, VoteModeError } from './vote-mode.js';

/** Up to ten decimals, so that what is printed is what was read. */
const NUMBER = /^(\d+(\.\d{1,10})?|\.\d{1,10})$/;

/**
 * Reads a compact mode: each parameter a letter, then its number, in any order. `B.1` is 0.1.
 * @throws VoteModeError
 */
export function parseVoteMode(text: string): VoteMode {
  const given: Partial<Record<keyof VoteMode, number>> = {};
  for (const match of text.matchAll(/([^\d.])([\d.]*)|[\d.]+/gu)) {
    const { letter, place, field, value } = readParameter(match);
    if (given[field] !== undefined) {
      throw new VoteModeError({ kind: 'twice', ...place, letter }, `${letter} stands there twice`);
    }
    given[field] = value;
  }
  if (text !== '') return { ...COMMON_MODE, ...given };
  throw new VoteModeError({ kind: 'empty' }, `the mode is empty; it looks like D30M50B.1G.2S.1T.1`);
}

function readParameter({ 0: part, 1: letter = '', 2: digits = '', index: at }: RegExpExecArray) {
  const place = { part, at };
  const known = MODE_LETTERS.get(letter);
  if (known === undefined) {
    const letters = [...MODE_LETTERS.keys()].join(', ');
    throw new VoteModeError(
      { kind: 'letter', ...place },
      `"${part}" begins with none of ${letters}`,
    );
  }
  const value = NUMBER.test(digits) ? Number(digits) : NaN;
  if (!known.allows(value)) {
    const message = `${letter} must be ${known.allowed}, not "${digits}"`;
    throw new VoteModeError({ kind: 'value', ...place, letter }, message);
  }
  return { letter, place, field: known.field, value };
}

/** The same mode always has the same text: letters in a fixed order, nothing superfluous. */
export function printVoteMode(mode: VoteMode): string {
  let text = '';
  for (const [letter, { field }] of MODE_LETTERS) {
    const value = mode[field];
    if (value === undefined || (field === 'constant' && value === 0)) continue;
    text += letter + printNumber(value);
  }
  return text;
}

/** Without an exponent, and without the zero before the point. */
function printNumber(value: number): string {
  const plain = value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 10 });
  return plain.replace(/^0\./, '.');
}
