import { ask } from './ask.js';
import type { CacheStats, Entries, Removed, Snapshot } from './types.js';

/** A date that has been through JSON. */
type Sent<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Sent<T[K]> } : T;

export type Stats = Sent<CacheStats>;

/** What the holder of the admin token may do. */
export class AdminApi {
  constructor(private readonly token: string) {}

  stats(): Promise<Stats> {
    return this.ask('/cache/stats');
  }

  /** @param after the last key of the page before */
  entries(prefix: string, after = ''): Promise<Entries> {
    return this.ask(`/cache/entries?${new URLSearchParams({ prefix, after, limit: '50' })}`);
  }

  invalidate(key: string): Promise<Removed> {
    return this.ask(`/cache/entries/${encodeURIComponent(key)}`, 'DELETE');
  }

  invalidatePrefix(prefix: string): Promise<Removed> {
    return this.ask(`/cache/entries?${new URLSearchParams({ prefix })}`, 'DELETE');
  }

  cleanUp(): Promise<Removed> {
    return this.ask('/cache/cleanup', 'POST');
  }

  refresh(): Promise<Snapshot> {
    return this.ask('/chain/refresh', 'POST');
  }

  private ask<T>(path: string, method = 'GET'): Promise<T> {
    return ask(`/admin${path}`, { method, headers: { authorization: `Bearer ${this.token}` } });
  }
}
