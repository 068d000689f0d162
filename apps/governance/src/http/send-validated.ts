import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from 'nestjs-chain-cache';
import { matches } from './http-cache.js';

/** An answer with what browsers and proxies need to answer the next one (RFC 9110, 9111). */
export interface Validated {
  /** JSON. */
  readonly body: string;
  readonly etag: string;
  readonly cacheControl: string;
  /** Where it came from, for the log. */
  readonly tier?: Freshness['tier'];
}

/** Answers with the body, or with 304 to a client that has it. */
export function sendValidated(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag, cacheControl, tier }: Validated,
): void {
  if (tier !== undefined) reply.tier = tier;
  reply.header('etag', etag).header('cache-control', cacheControl);
  if (matches(request.headers['if-none-match'], etag)) reply.status(304).send();
  else reply.header('content-type', 'application/json; charset=utf-8').send(body);
}
