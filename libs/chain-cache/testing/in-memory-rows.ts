import type { NewEntry, StoredEntry, Write, WrittenEntry } from '../src/cache/store/cache-store.js';
import type { Clock } from '../src/common/clock.js';

interface Row extends WrittenEntry {
  readonly json: string;
  readonly writtenAt: number;
}

/** The table of entries, in memory. Its clock is what PostgreSQL's is to the other store. */
export class InMemoryRows {
  private readonly rows = new Map<string, Row>();
  private version = 0;

  constructor(private readonly clock: Clock) {}

  nextVersion(): number {
    return ++this.version;
  }

  servable(key: string): StoredEntry | undefined {
    const row = this.servableRow(key);
    return row && this.present(row);
  }

  /** By the bytes of their keys, as PostgreSQL's collation "C" has it. */
  page(prefix: string, after: string, limit: number): StoredEntry[] {
    return this.keysBelow(prefix)
      .filter((key) => compareBytes(key, after) > 0)
      .toSorted(compareBytes)
      .slice(0, limit)
      .flatMap((key) => this.rows.get(key) ?? [])
      .map((row) => this.present(row));
  }

  keysBelow(prefix: string): string[] {
    return [...this.rows.keys()].filter((key) => key.startsWith(prefix));
  }

  write(entry: NewEntry): Write {
    const { key, json, ttlSeconds, graceSeconds, order = null } = entry;
    if (!mayReplace(this.servableRow(key), entry)) return 'refused';
    const written: WrittenEntry = {
      key,
      version: this.nextVersion(),
      fetchedAtMs: this.clock.now(),
      ageMs: 0,
      freshMs: ttlSeconds * 1000,
      servableMs: (ttlSeconds + graceSeconds) * 1000,
      order,
    };
    this.rows.set(key, { ...written, json, writtenAt: this.clock.monotonic() });
    return written;
  }

  /** Tells whether it could still be served. */
  remove(key: string): boolean {
    const servable = this.servableRow(key) !== undefined;
    this.rows.delete(key);
    return servable;
  }

  removeExpired(): number {
    const expired = [...this.rows.keys()].filter((key) => this.servableRow(key) === undefined);
    for (const key of expired) this.rows.delete(key);
    return expired.length;
  }

  private servableRow(key: string): Row | undefined {
    const row = this.rows.get(key);
    if (row === undefined) return undefined;
    const ageMs = this.clock.monotonic() - row.writtenAt;
    return ageMs < row.servableMs ? row : undefined;
  }

  private present({ json, writtenAt, ...written }: Row): StoredEntry {
    const ageMs = this.clock.monotonic() - writtenAt;
    return {
      ...written,
      value: JSON.parse(json),
      ageMs,
      freshMs: written.freshMs - ageMs,
      servableMs: written.servableMs - ageMs,
    };
  }
}

function mayReplace(row: Row | undefined, { order, replaceOtherChain }: NewEntry): boolean {
  const kept = row?.order ?? undefined;
  if (order === undefined || kept === undefined) return true;
  if (order.chain === kept.chain) return order.height >= kept.height;
  return replaceOtherChain === true;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
