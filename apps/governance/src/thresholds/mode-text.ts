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
  for (const [part, letter = '', digits = ''] of text.matchAll(/([^\d.])([\d.]*)|[\d.]+/g)) {
    const { field, value } = readParameter(part, letter, digits);
    if (given[field] !== undefined) throw new VoteModeError(`${letter} stands there twice`);
    given[field] = value;
  }
  if (text === '') throw new VoteModeError(`the mode is empty; it looks like D30M50B.1G.2S.1T.1`);
  return { ...COMMON_MODE, ...given };
}

function readParameter(part: string, letter: string, digits: string) {
  const known = MODE_LETTERS.get(letter);
  if (known === undefined) {
    throw new VoteModeError(`"${part}" begins with none of ${[...MODE_LETTERS.keys()].join(', ')}`);
  }
  const value = NUMBER.test(digits) ? Number(digits) : NaN;
  if (!known.allows(value)) {
    throw new VoteModeError(`${letter} must be ${known.allowed}, not "${digits}"`);
  }
  return { field: known.field, value };
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
