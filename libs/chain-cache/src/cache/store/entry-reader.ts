import { forKeys } from '../../common/statement.js';
import type { StoredEntry } from './cache-store.js';
import type { Database } from './database.js';
import { toStoredEntry, type StoredRow } from './entry-rows.js';
import { LIST_ENTRIES, READ_ENTRIES, READ_ENTRY } from './entry-statements.js';
import { TickBatcher } from './tick-batcher.js';

const BATCHES = { items: 1000 };

/** Reads entries; single keys asked in one tick by one statement. */
export class EntryReader {
  private readonly batcher = new TickBatcher<string, StoredEntry | undefined>(
    BATCHES,
    (key) => key,
    (keys) => (keys.length === 1 ? this.one(keys) : this.each(keys)),
  );

  constructor(private readonly database: Database) {}

  async read(keys: readonly string[]): Promise<readonly StoredEntry[]> {
    const [key] = keys;
    if (key === undefined) return [];
    if (keys.length > 1) return await this.many(keys);
    const entry = await this.batcher.add(key);
    return entry === undefined ? [] : [entry];
  }

  async list(prefix: string, after: string, limit: number): Promise<StoredEntry[]> {
    const { rows } = await this.database.ask<StoredRow>(LIST_ENTRIES, [prefix, after, limit]);
    return rows.map(toStoredEntry);
  }

  private async one(keys: readonly string[]): Promise<(StoredEntry | undefined)[]> {
    const [row] = (await this.database.ask<StoredRow>(READ_ENTRY, keys)).rows;
    return [row === undefined ? undefined : toStoredEntry(row)];
  }

  private async each(keys: readonly string[]): Promise<(StoredEntry | undefined)[]> {
    const byKey = new Map((await this.many(keys)).map((entry) => [entry.key, entry]));
    return keys.map((key) => byKey.get(key));
  }

  private async many(keys: readonly string[]): Promise<StoredEntry[]> {
    const statement = forKeys(READ_ENTRIES, keys.length);
    return (await this.database.ask<StoredRow>(statement, [keys])).rows.map(toStoredEntry);
  }
}
