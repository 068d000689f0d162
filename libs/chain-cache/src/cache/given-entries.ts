import { CacheOptionsError } from './cache.errors.js';

/** Values by their keys. Of a key that is given twice, the last value counts. */
export type GivenEntries =
  Iterable<readonly [key: string, value: unknown]> | Readonly<Record<string, unknown>>;

/** @throws CacheOptionsError for what is neither */
export function entriesOf(given: GivenEntries): [string, unknown][] {
  if (typeof given !== 'object' || given === null) refuse();
  if (!(Symbol.iterator in given)) return Object.entries(given);
  const entries = Array.from(given as Iterable<readonly [string, unknown]>);
  if (!entries.every((entry) => Array.isArray(entry) && entry.length === 2)) refuse();
  return [...new Map(entries)];
}

function refuse(): never {
  throw new CacheOptionsError('entries must be a Map, a list of [key, value], or an object');
}
