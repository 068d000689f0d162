import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { LoadFailure } from './store/cache-store.js';

interface Remembered {
  readonly error: unknown;
  readonly until: number;
}

const MAX_REMEMBERED = 10_000;

/** Loads that failed a moment ago: the next one waits, and callers get the same error meanwhile. */
export class LoadFailures {
  private readonly failures = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  constructor(private readonly clock: Clock) {}

  remember(key: string, error: unknown, forMs: number): void {
    this.failures.set(key, { error, until: this.clock.monotonic() + forMs });
  }

  /** Whether the last load failed, however long ago. */
  hasFailed(key: string): boolean {
    return this.failures.has(key);
  }

  /** The failure that holds the next load back, if one does. */
  standing(key: string): { readonly error: unknown } | undefined {
    const failure = this.failures.get(key);
    return failure !== undefined && this.clock.monotonic() < failure.until ? failure : undefined;
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  forgetBelow(prefix: string): void {
    for (const key of Array.from(this.failures.keys())) {
      if (key.startsWith(prefix)) this.forget(key);
    }
  }
}

/** The stable code of whatever a loader threw. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'LOAD_FAILED';
  return typeof error.code === 'string' ? error.code : 'LOAD_FAILED';
}

/** What other processes are told of it: bounded, and nothing that jsonb refuses. */
export function describeFailure(error: unknown): LoadFailure {
  return { code: tellable(codeOf(error), 100), message: tellable(messageOf(error), 1000) };
}

/** Loaders may throw whatever they like, and what is thrown may have any message. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'what was thrown cannot be shown';
  }
}

function tellable(text: string, length: number): string {
  return text.slice(0, length).replaceAll('\u0000', '').toWellFormed();
}
