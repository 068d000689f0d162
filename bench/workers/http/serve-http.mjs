import { serve } from '../../harness/workers.mjs';

/** A worker with an HTTP server, which tells what the process has cost so far. */
export function serveHttp(methods) {
  serve({
    ...methods,

    /** Microseconds of CPU time. */
    cpu() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },

    rss() {
      globalThis.gc?.();
      return process.memoryUsage.rss();
    },
  });
}
