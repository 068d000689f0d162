import { Logger } from '@nestjs/common';
import type { Database } from './database.js';
import { NOTIFY } from './entry-statements.js';
import { CHANNEL, scopeOfKeys, scopeOfPrefix } from './notification.js';

/** Tells other replicas of changes that did not tell of themselves: one notification a tick. */
export class Announcer {
  private readonly logger = new Logger(Announcer.name);
  private keys = new Set<string>();
  private version = 0;
  private pending: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly origin: string,
  ) {}

  /** Resolves when it has been said, together with the others of its tick. */
  keysChanged(keys: readonly string[], version: number): Promise<void> {
    for (const key of keys) this.keys.add(key);
    this.version = Math.max(this.version, version);
    this.pending ??= new Promise((resolve) => process.nextTick(() => resolve(this.flush())));
    return this.pending;
  }

  /** Wakes those who wait for the key, and voids nothing: hence version 0, and on its own. */
  leaseChanged(key: string): Promise<void> {
    return this.say(0, scopeOfKeys([key]));
  }

  prefixChanged(prefix: string, version: number): Promise<void> {
    return this.say(version, scopeOfPrefix(prefix));
  }

  private flush(): Promise<void> {
    const [keys, version] = [[...this.keys], this.version];
    this.keys = new Set();
    this.version = 0;
    this.pending = undefined;
    return this.say(version, scopeOfKeys(keys));
  }

  /** The change itself is done: that it could not be told is logged, and is no failure of it. */
  private async say(version: number, scope: string): Promise<void> {
    try {
      await this.database.ask(NOTIFY, [CHANNEL, `${this.origin} ${version} ${scope}`]);
    } catch (error) {
      this.logger.warn(
        `Other replicas were not told of a change and may serve what they have in memory: ` +
          String(error),
      );
    }
  }
}
