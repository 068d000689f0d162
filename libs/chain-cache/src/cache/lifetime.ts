import { CacheOptionsError } from './cache.errors.js';
import type { EntryOrder } from './entry-order.js';

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

/** How long a value lives. `Infinity`: it never expires. */
export interface Lifetime {
  readonly ttlSeconds: number;
  readonly graceSeconds: number;
}

/** @throws CacheOptionsError unless an object. */
export function checkOptions(given: unknown): void {
  if (typeof given === 'object' && given !== null) return;
  throw new CacheOptionsError(`options must be an object, not ${String(given)}`);
}

/** @throws CacheOptionsError unless above 0 and at most ten years, or `Infinity`. */
export function checkTtlSeconds(name: string, seconds: number): void {
  if (seconds === Infinity) return;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= TEN_YEARS_SECONDS) return;
  throw new CacheOptionsError(
    `${name} must be above 0 and at most ${TEN_YEARS_SECONDS} (ten years), or Infinity, ` +
      `not ${shown(seconds)}`,
  );
}

/** @throws CacheOptionsError unless from 0 to ten years, or `Infinity`. */
export function checkGraceSeconds(name: string, seconds: number): void {
  if (seconds === 0) return;
  if (seconds === Infinity) return;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= TEN_YEARS_SECONDS) return;
  throw new CacheOptionsError(
    `${name} must be from 0 to ${TEN_YEARS_SECONDS} (ten years), or Infinity, not ${shown(seconds)}`,
  );
}

/** @throws CacheOptionsError unless a whole number from `min` to a day in milliseconds. */
export function checkMilliseconds(name: string, milliseconds: number, min: number): void {
  const max = 24 * 3600 * 1000;
  if (Number.isInteger(milliseconds) && milliseconds >= min && milliseconds <= max) return;
  throw new CacheOptionsError(
    `${name} must be a whole number of milliseconds from ${min} to ${max}, ` +
      `not ${shown(milliseconds)}`,
  );
}

const CHAIN = /^[^\p{Cc}\p{Cs}]{1,512}$/u;

/**
 * @throws CacheOptionsError unless a chain's name, of 1 to 512 characters and none a control
 * character, and a whole height of 0 or more.
 */
export function checkOrder(order: EntryOrder): void {
  if (typeof order !== 'object' || order === null) {
    throw new CacheOptionsError(`order must be a chain and a height, not ${shown(order)}`);
  }
  if (typeof order.chain !== 'string' || !CHAIN.test(order.chain)) {
    throw new CacheOptionsError(`order.chain must name a chain, not ${shown(order.chain)}`);
  }
  if (!Number.isSafeInteger(order.height) || order.height < 0) {
    throw new CacheOptionsError(
      `order.height must be a whole number of 0 or more, not ${shown(order.height)}`,
    );
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
