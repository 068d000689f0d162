import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import { isFresh, type KeptEntry } from './kept-entry.js';

/** A read of the store that is under way, and what changed since it began. */
export class PendingRead {
  private readonly changed = new Set<string>();
  private allChanged = false;

  constructor(readonly askedAt: number) {}

  void(key: string): void {
    this.changed.add(key);
  }

  voidAll(): void {
    this.allChanged = true;
  }

  isVoid(key: string): boolean {
    return this.allChanged || this.changed.has(key);
  }
}

/** The entries of this process, bounded in number, the least recently used one giving way. */
export class MemoryTier {
  evictions = 0;
  private readonly entries: LRUCache<string, KeptEntry> | undefined;
  private readonly reads = new Set<PendingRead>();
  private audible = false;

  /** @param unheardMs how long an entry is believed while changes cannot be heard. */
  constructor(
    private readonly clock: Clock,
    maxEntries: number,
    private readonly unheardMs: number,
  ) {
    if (maxEntries === 0) return;
    this.entries = new LRUCache({
      max: maxEntries,
      dispose: (_entry, _key, reason) => {
        if (reason === 'evict') this.evictions++;
      },
    });
  }

  get size(): number {
    return this.entries?.size ?? 0;
  }

  /** The hot path: an entry that may be served without asking anybody. */
  fresh(key: string): KeptEntry | undefined {
    const entry = this.entries?.get(key);
    if (entry === undefined) return undefined;
    const now = this.clock.monotonic();
    if (!isFresh(entry, now)) return undefined;
    if (!this.audible && now >= entry.heardAt + this.unheardMs) return undefined;
    return entry;
  }

  /** An entry that may be served, as stale or unheard of, where the store cannot be asked. */
  servable(key: string): KeptEntry | undefined {
    const entry = this.entries?.get(key);
    return entry !== undefined && this.clock.monotonic() < entry.servableUntil ? entry : undefined;
  }

  /** An entry never gives way to an older version of itself. */
  put(entry: KeptEntry): void {
    const kept = this.entries?.peek(entry.key);
    if (kept !== undefined && kept.version > entry.version) return;
    this.entries?.set(entry.key, entry);
  }

  /** To be called before the store is asked, for {@link endRead} afterwards. */
  beginRead(): PendingRead {
    const read = new PendingRead(this.clock.monotonic());
    this.reads.add(read);
    return read;
  }

  /** Takes in what was read, but nothing that has changed meanwhile. */
  endRead(read: PendingRead, entries: readonly KeptEntry[]): void {
    this.reads.delete(read);
    for (const entry of entries) {
      if (!read.isVoid(entry.key)) this.put(entry);
    }
  }

  /** The key changed: what is older than this version goes, kept or being read. */
  drop(key: string, version: number): void {
    for (const read of this.reads) read.void(key);
    const entry = this.entries?.peek(key);
    if (entry !== undefined && entry.version < version) this.entries?.delete(key);
  }

  dropPrefix(prefix: string): void {
    for (const read of this.reads) read.voidAll();
    if (this.entries === undefined) return;
    for (const key of Array.from(this.entries.keys())) {
      if (key.startsWith(prefix)) this.entries.delete(key);
    }
  }

  /** Whether changes of other replicas are heard. When they are again, all before is void. */
  setAudible(audible: boolean): void {
    this.audible = audible;
    if (!audible) return;
    for (const read of this.reads) read.voidAll();
    this.entries?.clear();
  }
}
