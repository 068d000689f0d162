import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from 'nestjs-chain-cache';
import { type Head, setHead } from './head.js';
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
  answer: Validated,
): void {
  if (answer.tier !== undefined) reply.tier = answer.tier;
  setHead(reply, validators(answer));
  if (isKnown(request, answer)) reply.status(304).send();
  else reply.header('content-type', JSON_TYPE).send(answer.body);
}

/**
 * The same without Fastify, which takes as long for an answer as is spent on all else of one that
 * lies ready. Its hooks for what has been answered are called as ever.
 * @param head what else the answer's head is to have; the rest is added to it
 */
export function sendReady(
  request: FastifyRequest,
  reply: FastifyReply,
  head: string[],
  answer: Validated,
): void {
  if (answer.tier !== undefined) reply.tier = answer.tier;
  const body = isKnown(request, answer) ? undefined : answer.body;
  head.push(...validators(answer));
  if (body !== undefined) {
    head.push('content-type', JSON_TYPE, 'content-length', String(Buffer.byteLength(body)));
  }
  reply.raw.writeHead(body === undefined ? 304 : 200, head);
  // Not before: a head that can't be written is answered as any failure.
  reply.hijack();
  reply.raw.end(body);
}

const JSON_TYPE = 'application/json; charset=utf-8';

function validators({ etag, cacheControl }: Validated): Head {
  return ['etag', etag, 'cache-control', cacheControl];
}

function isKnown({ headers }: FastifyRequest, { etag }: Validated): boolean {
  return matches(headers['if-none-match'], etag);
}
