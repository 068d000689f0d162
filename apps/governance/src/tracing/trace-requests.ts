import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Hook } from '../http/http-adapter.js';

/**
 * A span a request, part of the caller's trace where it says so (W3C `traceparent`). It begins
 * before the hook that is wrapped, and what follows is done within it.
 */
export function traceRequests(server: FastifyInstance, tracer: Tracer): (first: Hook) => Hook {
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    if (span !== undefined) finish(span, request, reply);
    done();
  });
  return (first) => (request, reply, done) => {
    const caller = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      request.method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method } },
      caller,
    );
    spans.set(request, span);
    context.with(trace.setSpan(caller, span), first, undefined, request, reply, done);
  };
}

/** By names of OpenTelemetry's semantic conventions. No path, which may hold what is private. */
function finish(span: Span, { method, id, routeOptions }: FastifyRequest, reply: FastifyReply) {
  const route = routeOptions.url;
  if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', reply.statusCode);
  span.setAttribute('governance.request_id', id);
  if (reply.tier !== undefined) span.setAttribute('governance.tier', reply.tier);
  if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
