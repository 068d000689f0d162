import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { WriteAccess } from '../logging/access-log.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import type { Hook } from './http-adapter.js';

/** What is noted of every request once it has been answered: in the metrics, and in the log. */
export function onResponse(app: NestFastifyApplication, writeAccess?: WriteAccess): Hook {
  const metrics = app.get(HttpMetrics);
  return (request, reply, done) => {
    // Asked for once: Fastify puts these options together each time.
    const route = request.routeOptions.url;
    metrics.observe(route, request.method, reply);
    writeAccess?.(route, request, reply);
    done();
  };
}
