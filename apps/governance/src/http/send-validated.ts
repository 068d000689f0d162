import type { FastifyReply, FastifyRequest } from 'fastify';
import { matches } from './http-cache.js';

/** What caches need of an answer (RFC 9110, 9111). */
export interface Validated {
  /** JSON. */
  readonly body: string;
  readonly etag: string;
  readonly cacheControl: string;
}

/** Answers with the body, or with 304 to a client that has it. */
export function sendValidated(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag, cacheControl }: Validated,
): void {
  reply.header('etag', etag).header('cache-control', cacheControl);
  if (matches(request.headers['if-none-match'], etag)) reply.status(304).send();
  else reply.header('content-type', 'application/json; charset=utf-8').send(body);
}
