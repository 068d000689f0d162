import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from 'nestjs-chain-cache';
import { cacheControl, type CachePolicy } from './http-cache.js';
import { sendValidated } from './send-validated.js';

/** A JSON body, its validator, and how far it can be relied on. */
export interface CachedAnswer {
  readonly body: string;
  readonly etag: string;
  readonly freshness: Freshness;
}

/** Answers with what proxies and browsers need to answer the next one, or with 304. */
export function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag, freshness }: CachedAnswer,
  policy: CachePolicy,
): void {
  reply.tier = freshness.tier;
  sendValidated(request, reply, { body, etag, cacheControl: cacheControl(freshness, policy) });
}
