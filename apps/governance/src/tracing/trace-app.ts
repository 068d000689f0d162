import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Hook } from '../http/http-adapter.js';
import { findTracer } from './tracer.js';
import { traceLibrary } from './trace-library.js';
import { traceRequests } from './trace-requests.js';

/**
 * Spans for requests, and for what the library does for them, where an SDK takes them. Gives what
 * makes the first hook of a request begin its span.
 */
export function traceApp(app: NestFastifyApplication): (first: Hook) => Hook {
  const tracer = findTracer();
  if (tracer === undefined) return (first) => first;
  const server = app.getHttpAdapter().getInstance();
  const stop = traceLibrary(tracer);
  server.addHook('onClose', (_, done) => {
    stop();
    done();
  });
  return traceRequests(server, tracer);
}
