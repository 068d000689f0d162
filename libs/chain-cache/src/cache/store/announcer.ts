import { Logger } from '@nestjs/common';
import type { Database } from './database.js';
import { NOTIFY } from './entry-statements.js';
import { scopeOfKeys, scopeOfPrefix } from './notification.js';

/**
 * Tells other replicas of changes that did not tell of themselves. Nobody waits for it, and one
 * notification is under way at a time: what changes meanwhile goes with the next.
 */
export class Announcer {
  private readonly logger = new Logger('Announcer');
  private readonly changed = new Set<string>();
  private version = 0;
  private telling: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly origin: string,
  ) {}

  keysChanged(keys: readonly string[], version: number): void {
    for (const key of keys) this.changed.add(key);
    this.version = Math.max(this.version, version);
    this.telling ??= this.tell();
  }

  /** Resolves when all has been said. */
  async settled(): Promise<void> {
    await this.telling;
  }

  /** Wakes those who wait for the key, and voids nothing: hence version 0, and on its own. */
  leaseChanged(key: string): Promise<void> {
    return this.say(0, scopeOfKeys([key]));
  }

  prefixChanged(prefix: string, version: number): Promise<void> {
    return this.say(version, scopeOfPrefix(prefix));
  }

  private async tell(): Promise<void> {
    // The others of this tick go along.
    await Promise.resolve();
    while (this.changed.size > 0) {
      const keys = [...this.changed];
      this.changed.clear();
      await this.say(this.version, scopeOfKeys(keys));
    }
    this.telling = undefined;
  }

  /** The change itself is done: that it could not be told is logged, and is no failure of it. */
  private async say(version: number, scope: string): Promise<void> {
    try {
      await this.database.ask(NOTIFY, [`${this.origin} ${version} ${scope}`]);
    } catch (error) {
      this.logger.warn(
        `Other replicas were not told of a change and may serve what they have in memory: ` +
          String(error),
      );
    }
  }
}
