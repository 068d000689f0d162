import type { Clock } from '../common/clock.js';
import type { CacheEntry } from './cache-entry.js';
import { checkPrefix } from './cache-key.js';
import { CacheOptionsError } from './cache.errors.js';
import { keptFromStore, present } from './kept-entry.js';
import type { CacheStore } from './store/cache-store.js';

/** A page of entries, for looking through the cache. */
export interface ListOptions {
  /** Keys that begin so; default all. */
  readonly prefix?: string;
  /** Only keys after this one: the last of the page before. */
  readonly after?: string;
  /** 1 to 1000; default 100. */
  readonly limit?: number;
}

export async function listEntries<T>(
  { prefix = '', after = '', limit = 100 }: ListOptions,
  store: CacheStore,
  clock: Clock,
): Promise<CacheEntry<T>[]> {
  if (prefix !== '') checkPrefix(prefix);
  if (after !== '') checkPrefix(after);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new CacheOptionsError(`limit must be a whole number from 1 to 1000, not ${limit}`);
  }
  const askedAt = clock.monotonic();
  const page = await store.list(prefix, after, limit);
  return page.map((stored) => present<T>(keptFromStore(stored, askedAt), 'postgres', askedAt));
}
