import { validateCronExpression } from 'cron';
import { CacheOptionsError } from './cache.errors.js';
import { checkGraceSeconds, checkMilliseconds, checkOptions, checkTtlSeconds } from './lifetime.js';

/** What a consumer may say to `CacheModule.forRoot`. Everything has a default. */
export interface CacheModuleOptions {
  /** Time to live of a value for which none is given, in seconds. Default 3600. */
  readonly ttlSeconds?: number;
  /** How long past its time to live a value may be served, as stale, in seconds. Default 86400. */
  readonly graceSeconds?: number;
  /** Bound of the memory tier, in entries; 0 switches it off. Default 10000. */
  readonly memoryEntries?: number;
  /**
   * How long an entry in memory is believed while the database's notifications cannot be heard,
   * in seconds. Default 5.
   */
  readonly unheardMemorySeconds?: number;
  /** When expired rows are removed: a cron expression with seconds, or `off`. Default every 10 min. */
  readonly cleanupCron?: string;
  /** How long a caller waits for a renewal before it gets the stale value, in ms. Default 500. */
  readonly softTimeoutMs?: number;
  /** When a load is given up, in ms. Default 30000. */
  readonly hardTimeoutMs?: number;
  /** How long after a failed load the next one may start, in ms. Default 1000. */
  readonly retryAfterMs?: number;
  /** How long the others wait when the process that loads a key dies, in ms. Default 5000. */
  readonly leaseMs?: number;
  /** Deadline of one question to the database, in ms. Default 5000. */
  readonly storeTimeoutMs?: number;
}

/** Injection token of the checked options. */
export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');

/** The options with every default filled in. */
export type CacheOptions = Required<CacheModuleOptions>;

const DEFAULTS: CacheOptions = {
  ttlSeconds: 3600,
  graceSeconds: 86_400,
  memoryEntries: 10_000,
  unheardMemorySeconds: 5,
  cleanupCron: '0 */10 * * * *',
  softTimeoutMs: 500,
  hardTimeoutMs: 30_000,
  retryAfterMs: 1000,
  leaseMs: 5000,
  storeTimeoutMs: 5000,
};

/** Fills in defaults and checks. @throws CacheOptionsError naming the first option that is wrong. */
export function resolveCacheOptions(given: CacheModuleOptions = {}): CacheOptions {
  checkOptions(given);
  const options = { ...DEFAULTS, ...withoutUndefined(given) };
  checkTtlSeconds('ttlSeconds', options.ttlSeconds);
  checkGraceSeconds('graceSeconds', options.graceSeconds);
  checkEntries(options.memoryEntries);
  checkTtlSeconds('unheardMemorySeconds', options.unheardMemorySeconds);
  checkCron(options.cleanupCron);
  checkMilliseconds('softTimeoutMs', options.softTimeoutMs, 0);
  checkMilliseconds('hardTimeoutMs', options.hardTimeoutMs, 1);
  checkMilliseconds('retryAfterMs', options.retryAfterMs, 0);
  checkMilliseconds('leaseMs', options.leaseMs, 100);
  checkMilliseconds('storeTimeoutMs', options.storeTimeoutMs, 10);
  return options;
}

function checkEntries(entries: number): void {
  if (Number.isInteger(entries) && entries >= 0 && entries <= 10_000_000) return;
  throw new CacheOptionsError(
    `memoryEntries must be a whole number from 0 to 10000000, not ${String(entries)}`,
  );
}

function checkCron(expression: unknown): void {
  if (expression === 'off') return;
  const { valid, error } =
    typeof expression === 'string' ? validateCronExpression(expression) : { valid: false };
  if (valid) return;
  throw new CacheOptionsError(
    `cleanupCron must be "off" or a cron expression, not ${JSON.stringify(expression)}`,
    { cause: error },
  );
}

function withoutUndefined(options: CacheModuleOptions): Partial<CacheOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
