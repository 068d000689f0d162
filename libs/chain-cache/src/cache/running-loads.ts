import { CacheLoadTimeoutError } from './cache.errors.js';
import type { Loader } from './loader.js';

/** The loaders that are running, each with its deadline. */
export class RunningLoads {
  private readonly running = new Set<AbortController>();
  private closed: Error | undefined;

  /** @throws the loader's own error, CacheLoadTimeoutError, or the reason of {@link close}. */
  async run(key: string, loader: Loader<unknown>, timeoutMs: number): Promise<unknown> {
    if (this.closed !== undefined) throw this.closed;
    const load = new AbortController();
    const { signal } = load;
    const timedOut = () => load.abort(new CacheLoadTimeoutError(key, timeoutMs));
    const timer = setTimeout(timedOut, timeoutMs);
    this.running.add(load);
    const givenUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([loader({ key, signal }), givenUp]);
    } finally {
      clearTimeout(timer);
      this.running.delete(load);
    }
  }

  /** Ends every load that is running, and starts none any more; callers get the reason. */
  close(reason: Error): void {
    this.closed = reason;
    for (const load of this.running) load.abort(reason);
  }
}
