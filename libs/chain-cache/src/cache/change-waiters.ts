/** Those who wait for a key to change. */
export class ChangeWaiters {
  private readonly waiters = new Map<string, Set<() => void>>();

  /** Resolves when the key has changed, or after so many milliseconds. */
  next(key: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiters.get(key) ?? new Set();
      this.waiters.set(key, waiting);
      const timer = setTimeout(wake, timeoutMs).unref();
      const waiters = this.waiters;
      function wake() {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) waiters.delete(key);
        resolve();
      }
      waiting.add(wake);
    });
  }

  wake(key: string): void {
    for (const wake of this.waiters.get(key) ?? []) wake();
  }

  wakePrefix(prefix: string): void {
    for (const key of this.waiters.keys()) {
      if (key.startsWith(prefix)) this.wake(key);
    }
  }
}
