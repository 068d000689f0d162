import { CacheKeyError } from './cache.errors.js';

const MAX_LENGTH = 512;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Refuses what cannot be a key.
 * @throws CacheKeyError unless `key` is a string of 1 to 512 characters, none a control character.
 */
export function checkKey(key: string): void {
  check('a key', key);
}

/** The same for a list of keys. */
export function checkKeys(keys: readonly string[]): void {
  if (!Array.isArray(keys)) throw new CacheKeyError(`keys must be a list, not ${typeof keys}`);
  keys.forEach(checkKey);
}

/** The same for the beginning of keys. An empty one is refused: it would mean everything. */
export function checkPrefix(prefix: string): void {
  check('a prefix', prefix);
}

function check(what: string, text: unknown): void {
  if (typeof text !== 'string') {
    throw new CacheKeyError(
      `${what} must be a string, not ${text === null ? 'null' : typeof text}`,
    );
  }
  if (text.length === 0 || (text.length > MAX_LENGTH && Array.from(text).length > MAX_LENGTH)) {
    throw new CacheKeyError(
      `${what} must have 1 to ${MAX_LENGTH} characters, not ${text.length}: ${shown(text)}`,
    );
  }
  if (CONTROL_CHARACTER.test(text)) {
    throw new CacheKeyError(`${what} must not hold control characters: ${shown(text)}`);
  }
  if (!text.isWellFormed()) {
    throw new CacheKeyError(`${what} must not hold half a surrogate pair: ${shown(text)}`);
  }
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
