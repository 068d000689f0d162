import type { Change } from './cache-store.js';

/** The channel on which replicas tell each other of changes. */
export const CHANNEL = 'blockchain_cache';

/** PostgreSQL takes payloads of less than 8000 bytes; origin and version take up to 60 of them. */
const MAX_SCOPE_BYTES = 7900;

/*
 * A payload is `origin scope version`: who wrote, the JSON of what is concerned, {"k": [keys]} or
 * {"p": prefix}, and the highest version written. Never a value.
 */

/** The payload but for its version, which PostgreSQL draws and appends. */
export function beginningOf(origin: string, scope: string): string {
  return `${origin} ${scope} `;
}

/** The scope of a change to these keys; if they do not fit, all that begins like all of them. */
export function scopeOfKeys(keys: readonly string[]): string {
  const scope = JSON.stringify({ k: keys });
  return Buffer.byteLength(scope) <= MAX_SCOPE_BYTES ? scope : scopeOfPrefix(commonPrefix(keys));
}

export function scopeOfPrefix(prefix: string): string {
  return JSON.stringify({ p: prefix });
}

export interface Notification extends Change {
  readonly origin: string;
}

/** @throws Error for what none of ours has sent. */
export function parseNotification(payload: string): Notification {
  const [, origin, scope, version] = /^(\S+) (\{.*\}) (\d+)$/s.exec(payload) ?? [];
  if (origin === undefined || version === undefined || scope === undefined) {
    throw new Error('not a notification of the cache');
  }
  const { k, p } = JSON.parse(scope) as { k?: unknown; p?: unknown };
  return {
    origin,
    version: Number(version),
    keys: Array.isArray(k) ? k.filter((key) => typeof key === 'string') : [],
    prefixes: typeof p === 'string' ? [p] : [],
  };
}

function commonPrefix(keys: readonly string[]): string {
  const [first = '', ...others] = keys;
  let length = first.length;
  for (const key of others) {
    while (!key.startsWith(first.slice(0, length))) length--;
  }
  // Never half a surrogate pair, which would not survive the way.
  const prefix = first.slice(0, length);
  return prefix.isWellFormed() ? prefix : prefix.slice(0, -1);
}
