import type { CacheEntry, CacheTier, StaleReason } from './cache-entry.js';
import { deepFreeze } from './deep-freeze.js';
import type { EntryOrder } from './entry-order.js';
import type { StoredEntry, WrittenEntry } from './store/cache-store.js';

/**
 * An entry in this process. Its moments are on the monotonic clock, set by the lives that the
 * database told, counted from before it was asked: so no entry outlives its row, whatever this
 * machine's clock says. A value that was written is text until somebody asks for it: most of them
 * are not read here.
 */
export class KeptEntry {
  readonly key: string;
  /** 0 for what could not be written. */
  readonly version: number;
  readonly fetchedAtMs: number;
  readonly bornAt: number;
  readonly freshUntil: number;
  readonly servableUntil: number;
  readonly order: EntryOrder | null;

  /** When the store was last asked about it; `-Infinity`: it must be asked again. */
  heardAt: number;

  constructor(
    { key, version, fetchedAtMs, ageMs, freshMs, servableMs, order }: WrittenEntry,
    private json: string | undefined,
    private frozen: unknown,
    askedAt: number,
  ) {
    this.key = key;
    this.version = version;
    this.fetchedAtMs = fetchedAtMs;
    this.bornAt = askedAt - ageMs;
    this.freshUntil = askedAt + freshMs;
    this.servableUntil = askedAt + servableMs;
    this.order = order;
    this.heardAt = askedAt;
  }

  /** Frozen deeply. */
  get value(): unknown {
    if (this.json !== undefined) {
      this.frozen = deepFreeze(JSON.parse(this.json));
      this.json = undefined;
    }
    return this.frozen;
  }
}

/** @param askedAt monotonic moment at which the store was asked. */
export function keptEntry(written: WrittenEntry, value: unknown, askedAt: number): KeptEntry {
  return new KeptEntry(written, undefined, deepFreeze(value), askedAt);
}

/** What was written: a copy, so that freezing it does not freeze the caller's own. */
export function keptFromText(written: WrittenEntry, json: string, askedAt: number): KeptEntry {
  return new KeptEntry(written, json, undefined, askedAt);
}

export function keptFromStore(stored: StoredEntry, askedAt: number): KeptEntry {
  return keptEntry(stored, stored.value, askedAt);
}

/** Why a stale entry is stale, where nobody has tried to renew it. */
export const EXPIRED: StaleReason = 'EXPIRED';

export function isFresh(entry: KeptEntry, now: number): boolean {
  return now < entry.freshUntil;
}

/** The entry as callers see it. The reason is given only while it is stale. */
export function present<T>(
  entry: KeptEntry,
  tier: CacheTier,
  now: number,
  reason: StaleReason = EXPIRED,
): CacheEntry<T> {
  const fresh = isFresh(entry, now);
  const lifeMs = entry.freshUntil - entry.bornAt;
  return {
    key: entry.key,
    value: entry.value as T,
    fetchedAt: new Date(entry.fetchedAtMs),
    expiresAt: lifeMs === Infinity ? null : new Date(entry.fetchedAtMs + lifeMs),
    ageSeconds: Math.max(0, now - entry.bornAt) / 1000,
    state: fresh ? 'fresh' : 'stale',
    reason: fresh ? null : reason,
    tier,
  };
}
