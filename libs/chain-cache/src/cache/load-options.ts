import { CacheOptionsError } from './cache.errors.js';
import type { CacheOptions } from './cache.options.js';
import type { EntryOrder } from './entry-order.js';
import {
  checkGraceSeconds,
  checkMilliseconds,
  checkOptions,
  checkOrder,
  checkTtlSeconds,
  type Lifetime,
} from './lifetime.js';

/** How a value is kept. */
export interface SetOptions {
  /** Seconds, above 0 and at most ten years, or `Infinity`. Default: the module's, 3600. */
  readonly ttlSeconds?: number;
  /** Seconds past its life in which it may be served as stale. Default: the module's, 86400. */
  readonly graceSeconds?: number;
  /** `true`: on disk when it returns. For what cannot be read again. Default `false`. */
  readonly durable?: boolean;
  /** Refuses to replace an entry of a higher block of the same chain, or of another chain. */
  readonly order?: EntryOrder;
  /** With `order`: may replace an entry of another chain. Default `false`. */
  readonly replaceOtherChain?: boolean;
}

/** How a value is loaded and kept. What is not given is as the module's options say. */
export interface LoadOptions extends SetOptions {
  /** How long a caller waits for a renewal before it gets the stale value, in ms. */
  readonly softTimeoutMs?: number;
  /** When the load is given up, in ms. */
  readonly hardTimeoutMs?: number;
  /** How long after a failed load the next one may start, in ms from the failure. */
  readonly retryAfterMs?: number;
}

export interface KeepPlan extends Lifetime {
  readonly durable: boolean;
  readonly order?: EntryOrder;
  readonly replaceOtherChain: boolean;
}

export interface LoadPlan extends KeepPlan {
  readonly softTimeoutMs: number;
  readonly hardTimeoutMs: number;
  readonly retryAfterMs: number;
}

/** Fills in the module's defaults. @throws CacheOptionsError naming the option that is wrong. */
export function planKeeping(given: SetOptions, defaults: Lifetime): KeepPlan {
  checkOptions(given);
  const { ttlSeconds = defaults.ttlSeconds, graceSeconds = defaults.graceSeconds } = given;
  checkTtlSeconds('ttlSeconds', ttlSeconds);
  checkGraceSeconds('graceSeconds', graceSeconds);
  if (given.order !== undefined) checkOrder(given.order);
  return {
    ttlSeconds,
    graceSeconds,
    durable: checkFlag('durable', given.durable),
    replaceOtherChain: checkFlag('replaceOtherChain', given.replaceOtherChain),
    ...(given.order === undefined ? {} : { order: given.order }),
  };
}

/** The same for a load. */
export function planLoading(given: LoadOptions, defaults: CacheOptions): LoadPlan {
  checkOptions(given);
  const {
    softTimeoutMs = defaults.softTimeoutMs,
    hardTimeoutMs = defaults.hardTimeoutMs,
    retryAfterMs = defaults.retryAfterMs,
  } = given;
  checkMilliseconds('softTimeoutMs', softTimeoutMs, 0);
  checkMilliseconds('hardTimeoutMs', hardTimeoutMs, 1);
  checkMilliseconds('retryAfterMs', retryAfterMs, 0);
  return { ...planKeeping(given, defaults), softTimeoutMs, hardTimeoutMs, retryAfterMs };
}

function checkFlag(name: string, flag: boolean | undefined): boolean {
  if (flag === undefined || typeof flag === 'boolean') return flag ?? false;
  throw new CacheOptionsError(`${name} must be true or false, not ${String(flag)}`);
}
