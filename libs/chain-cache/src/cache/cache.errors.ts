import { ChainCacheError } from '../common/errors.js';
import type { EntryOrder } from './entry-order.js';

/** A key that cannot be one. Nothing was asked or written. */
export class CacheKeyError extends ChainCacheError {
  readonly code = 'CACHE_KEY_INVALID';
}

/** A value that JSON cannot carry faithfully, or that is too large. Nothing was written. */
export class CacheValueError extends ChainCacheError {
  readonly code = 'CACHE_VALUE_INVALID';
}

/** An option out of its range. Nothing was asked or written. */
export class CacheOptionsError extends ChainCacheError {
  readonly code = 'CACHE_OPTIONS_INVALID';
}

/** PostgreSQL could not be asked, and nothing else had an answer. `cause` says why. */
export class CacheStoreError extends ChainCacheError {
  readonly code = 'CACHE_STORE_UNAVAILABLE';
}

/** The entry that is kept stands higher on the chain, or on another one. Nothing was written. */
export class CacheOrderError extends ChainCacheError {
  readonly code = 'CACHE_ORDER_REFUSED';

  constructor(
    readonly key: string,
    readonly offered: EntryOrder,
  ) {
    super(
      `"${key}" was not replaced: the entry that is kept is of a higher block than ` +
        `${offered.height}, or of another chain than ${offered.chain}`,
    );
  }
}

/** A load took longer than `hardTimeoutMs` and was given up. */
export class CacheLoadTimeoutError extends ChainCacheError {
  readonly code = 'LOAD_TIMEOUT';

  constructor(
    readonly key: string,
    readonly timeoutMs: number,
  ) {
    super(`loading "${key}" was given up after ${timeoutMs} ms`);
  }
}

/** A load that failed in another process. `code` and message are those of its loader's error. */
export class CacheLoadError extends ChainCacheError {
  constructor(
    readonly key: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The application is shutting down: running loads are given up. */
export class CacheClosedError extends ChainCacheError {
  readonly code = 'CACHE_CLOSED';
}

/** What was done under a lease has to end: the lease may be another's by now. */
export class CacheLeaseLostError extends ChainCacheError {
  readonly code = 'CACHE_LEASE_LOST';

  constructor(readonly key: string) {
    super(`the lease on "${key}" is lost`);
  }
}
