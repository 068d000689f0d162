import { forKeys } from '../../common/statement.js';
import type { ChangeBus } from './change-bus.js';
import type { ChangeOrder } from './change-order.js';
import type { Database } from './database.js';
import {
  REMOVE_ENTRIES,
  REMOVE_ENTRIES_BELOW,
  REMOVE_ENTRY,
  REVOKE_LEASES_BELOW,
} from './entry-statements.js';
import { beginningOf, scopeOfKeys, scopeOfPrefix } from './notification.js';
import { TickBatcher, WRITE_BATCHES } from './tick-batcher.js';

/** JSON lists of keys, `null` for none: what could still be served, and what is to be asked again. */
type RemovedRow = readonly [removed: string | null, overtaken: string | null];

/** Removes entries, and tells the other replicas by the same statement. */
export class EntryRemover {
  private readonly batcher: TickBatcher<string, boolean>;

  constructor(
    private readonly database: Database,
    private readonly bus: ChangeBus,
    private readonly order: ChangeOrder,
  ) {
    const remove = (keys: readonly string[]) => this.removeAll(keys);
    this.batcher = order.track(new TickBatcher(WRITE_BATCHES, (key) => key, remove));
  }

  /** One entry: together with the others that are removed in its tick. */
  remove(key: string): Promise<boolean> {
    return this.order.single(this.batcher, key, key);
  }

  removePrefix(prefix: string): Promise<number> {
    return this.order.below(prefix, () => this.removeBelow(prefix));
  }

  /**
   * The leases go first, by a statement of its own: who loads has then either written before, and
   * the second statement sees it, or finds its lease gone.
   */
  private async removeBelow(prefix: string): Promise<number> {
    await this.database.ask(REVOKE_LEASES_BELOW, [prefix]);
    const parameters = [prefix, beginningOf(this.database.origin, scopeOfPrefix(prefix))];
    const { rows } = await this.database.ask(REMOVE_ENTRIES_BELOW, parameters);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Once more what a load that had the lease wrote while this was asked: see REMOVE_ENTRY. */
  private async removeAll(keys: readonly string[]): Promise<boolean[]> {
    const removed = new Set<string>();
    for (let asked = keys; asked.length > 0;) {
      const { rows } = await this.removeOnce(asked);
      const [gone, overtaken] = rows[0] ?? [null, null];
      for (const key of keysIn(gone)) removed.add(key);
      asked = keysIn(overtaken);
    }
    return keys.map((key) => removed.has(key));
  }

  private removeOnce(keys: readonly string[]) {
    const [statement, what] =
      keys.length === 1
        ? [REMOVE_ENTRY, keys[0] ?? null]
        : [forKeys(REMOVE_ENTRIES, keys.length), keys];
    const parameters = [what, beginningOf(this.database.origin, scopeOfKeys(keys))];
    return this.database.ask<RemovedRow>(statement, parameters, { first: this.bus.free });
  }
}

function keysIn(json: string | null): readonly string[] {
  return json === null ? [] : (JSON.parse(json) as string[]);
}
