import { Logger } from '@nestjs/common';

/** Those who want to hear of every change of a key. */
export class ChangeListeners {
  private readonly logger = new Logger('BlockchainCache');
  private readonly byKey = new Map<string, Set<() => void>>();

  /** Gives what ends it. */
  add(key: string, listener: () => void): () => void {
    // Its own, so that a listener given twice is told twice and can be taken away once.
    const own = () => listener();
    const listeners = this.byKey.get(key) ?? new Set();
    this.byKey.set(key, listeners.add(own));
    return () => {
      if (listeners.delete(own) && listeners.size === 0) this.byKey.delete(key);
    };
  }

  /** Those who listen now are told: one who leaves and joins while being told is not told again. */
  changed(key: string): void {
    for (const listener of Array.from(this.byKey.get(key) ?? [])) this.tell(key, listener);
  }

  /** Anything below the prefix may have changed. */
  changedBelow(prefix: string): void {
    for (const key of Array.from(this.byKey.keys())) {
      if (key.startsWith(prefix)) this.changed(key);
    }
  }

  /** A listener's failure is its own: the cache and the other listeners go on. */
  private tell(key: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.logger.error(`A listener to changes of "${key}" failed: ${String(error)}`);
    }
  }
}
