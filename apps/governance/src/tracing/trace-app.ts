import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { findTracer } from './tracer.js';
import { traceLibrary } from './trace-library.js';
import { traceRequests } from './trace-requests.js';

/** Spans for requests, and for what the library does for them, where an SDK takes them. */
export function traceApp(app: NestFastifyApplication): void {
  const tracer = findTracer();
  if (tracer === undefined) return;
  const server = app.getHttpAdapter().getInstance();
  traceRequests(server, tracer);
  const stop = traceLibrary(tracer);
  server.addHook('onClose', (_, done) => {
    stop();
    done();
  });
}
