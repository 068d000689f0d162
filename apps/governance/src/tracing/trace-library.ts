import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { CallEvent, LoadEvent, StoreEvent } from 'nestjs-chain-cache';

/** Something that the library has just done. */
interface Done {
  readonly name: string;
  readonly kind: SpanKind;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Attributes;
}

const CHANNELS: ReadonlyMap<string, (event: unknown) => Done> = new Map([
  ['chain-cache:store', (event) => statement(event as StoreEvent)],
  ['chain-cache:load', (event) => load(event as LoadEvent)],
  ['chain-cache:call', (event) => call(event as CallEvent)],
]);

/**
 * Spans for statements, loads and calls to nodes, made when they have ended: below the request
 * that they were done for, or by themselves. Gives what stops it.
 */
export function traceLibrary(tracer: Tracer): () => void {
  const heard = [...CHANNELS].map(([channel, read]) => {
    const hear = (event: unknown) => record(tracer, read(event));
    subscribe(channel, hear);
    return () => unsubscribe(channel, hear);
  });
  return () => heard.forEach((stop) => stop());
}

function record(tracer: Tracer, { name, kind, durationMs, failed, attributes }: Done): void {
  const endedAt = Date.now();
  const span = tracer.startSpan(name, { kind, attributes, startTime: endedAt - durationMs });
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endedAt);
}

function statement({ statement: name, outcome, durationMs }: StoreEvent): Done {
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': name };
  return { name, kind: SpanKind.CLIENT, durationMs, failed: outcome === 'failed', attributes };
}

function load({ group, outcome, code, durationMs }: LoadEvent): Done {
  const attributes = { 'chain_cache.group': group, ...errorOf(code) };
  const failed = outcome === 'failed';
  return { name: `load ${group}`, kind: SpanKind.INTERNAL, durationMs, failed, attributes };
}

function call({ endpoint, method, outcome, code, durationMs }: CallEvent): Done {
  const attributes = {
    'rpc.system': 'jsonrpc',
    'rpc.method': method,
    'server.address': endpoint,
    ...errorOf(code),
  };
  return {
    name: method,
    kind: SpanKind.CLIENT,
    durationMs,
    failed: outcome === 'failed',
    attributes,
  };
}

function errorOf(code: string | null): Attributes {
  return code === null ? {} : { 'error.type': code };
}
