import { forKeys } from '../../common/statement.js';
import type { StoredEntry } from './cache-store.js';
import type { Database } from './database.js';
import { toStoredEntry, type StoredRow } from './entry-rows.js';
import { LIST_ENTRIES, READ_ENTRIES, READ_ENTRY } from './entry-statements.js';
import { TickBatcher } from './tick-batcher.js';

const MAX_BATCH = 1000;

/** Reads entries; single keys asked in one tick by one statement. */
export class EntryReader {
  private readonly batcher = new TickBatcher<string, StoredEntry | undefined>(
    MAX_BATCH,
    (key) => key,
    async (keys) => {
      const entries = await this.readAll(keys);
      if (keys.length === 1) return [entries[0]];
      const byKey = new Map(entries.map((entry) => [entry.key, entry]));
      return keys.map((key) => byKey.get(key));
    },
  );

  constructor(private readonly database: Database) {}

  async read(keys: readonly string[]): Promise<StoredEntry[]> {
    const [key] = keys;
    if (key === undefined) return [];
    if (keys.length > 1) return await this.readAll(keys);
    const entry = await this.batcher.add(key);
    return entry === undefined ? [] : [entry];
  }

  async list(prefix: string, after: string, limit: number): Promise<StoredEntry[]> {
    const rows = await this.database.ask<StoredRow>(LIST_ENTRIES, [prefix, after, limit]);
    return rows.map(toStoredEntry);
  }

  private async readAll(keys: readonly string[]): Promise<StoredEntry[]> {
    const rows = await (keys.length === 1
      ? this.database.ask<StoredRow>(READ_ENTRY, keys)
      : this.database.ask<StoredRow>(forKeys(READ_ENTRIES, keys.length), [keys]));
    return rows.map(toStoredEntry);
  }
}
