import type { Snapshot } from '../api/types.js';
import type { Value } from '../format/numbers.js';
import { tCode } from '../i18n/texts.js';

/** What decides votes comes first. */
const ORDER = [
  'wotSize',
  'smithSize',
  'techCommSize',
  'identityCount',
  'onlineAuthorityCount',
  'techCommProposalCount',
  'monetaryMass',
];

/** A count or an amount of a snapshot; without a value, the reason why it has none. */
export interface Count {
  readonly name: string;
  readonly value: Value | undefined;
  readonly unavailable: string | undefined;
}

type Counted = Pick<Snapshot, 'counts' | 'amounts' | 'unavailable'>;

/** All of a snapshot, those that are unavailable included, in the order of the page. */
export function countsOf({ counts, amounts, unavailable }: Counted): readonly Count[] {
  const values = new Map<string, Value>(Object.entries({ ...counts, ...amounts }));
  const reasons = new Map(unavailable.map(({ name, reason }) => [name, reason]));
  const names = [...new Set([...values.keys(), ...reasons.keys()])];
  return names
    .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map((name) => ({ name, value: values.get(name), unavailable: reasons.get(name) }));
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place === -1 ? ORDER.length : place;
}

/** Counts of one's own are called by their names. */
export function countLabel(name: string): string {
  return tCode('count', name, name);
}

export function countNote(name: string): string {
  return tCode('count', `${name}.note`, '');
}
