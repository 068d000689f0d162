import type { CleanupReport } from './store/cache-store.js';

/** Counts since the start of the process, and how things stand. */
export interface CacheStats {
  readonly hits: { readonly memory: number; readonly postgres: number };
  /** Reads that nothing kept could answer, whether or not a loader could. */
  readonly misses: number;
  /** Loaders run here. */
  readonly loads: number;
  readonly loadFailures: number;
  /** Callers who got the result of a load that somebody else, here or elsewhere, had started. */
  readonly coalescedWaits: number;
  /** Stale answers by their reason. */
  readonly staleServed: Readonly<Record<string, number>>;
  /** Loaded values that were not kept, since the key had changed or was taken over meanwhile. */
  readonly fencedWrites: number;
  readonly refusedWrites: number;
  readonly storeErrors: number;
  readonly evictions: number;
  readonly memoryEntries: number;
  /** Whether changes of other replicas are heard; else memory is believed only briefly. */
  readonly bus: 'audible' | 'inaudible';
  readonly lastCleanup: (CleanupReport & { readonly finishedAt: Date }) | null;
}

/** Reasons are codes of loaders' errors: a bound, in case somebody makes codes of messages. */
const MAX_REASONS = 50;

export class StatsCounter {
  memoryHits = 0;
  storeHits = 0;
  misses = 0;
  loads = 0;
  loadFailures = 0;
  coalescedWaits = 0;
  fencedWrites = 0;
  refusedWrites = 0;
  storeErrors = 0;
  audible = false;
  lastCleanup: CacheStats['lastCleanup'] = null;
  private readonly stale = new Map<string, number>();

  staleServed(reason: string): void {
    const known = this.stale.has(reason) || this.stale.size < MAX_REASONS;
    const label = known ? reason : 'OTHER';
    this.stale.set(label, (this.stale.get(label) ?? 0) + 1);
  }

  report(memory: { readonly size: number; readonly evictions: number }): CacheStats {
    return {
      hits: { memory: this.memoryHits, postgres: this.storeHits },
      misses: this.misses,
      loads: this.loads,
      loadFailures: this.loadFailures,
      coalescedWaits: this.coalescedWaits,
      staleServed: Object.fromEntries(this.stale),
      fencedWrites: this.fencedWrites,
      refusedWrites: this.refusedWrites,
      storeErrors: this.storeErrors,
      evictions: memory.evictions,
      memoryEntries: memory.size,
      bus: this.audible ? 'audible' : 'inaudible',
      lastCleanup: this.lastCleanup,
    };
  }
}
