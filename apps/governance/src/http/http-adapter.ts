import { BadRequestException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemFilter } from '../problems/problem.filter.js';
import { requestId } from './request-id.js';
import { refuseUnreadable } from './unreadable-request.js';

/** Either calls `done`, or answers and does not. */
export type Hook = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
) => void;

const MOST_BYTES_OF_A_BODY = 65_536;

/** Slow clients can't hold a connection, and nobody can send more than the API has use for. */
export function createHttpAdapter(trustedProxies: number, problems: ProblemFilter): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies > 0 && ((_address: string, hop: number) => hop < trustedProxies),
    genReqId: requestId,
    bodyLimit: MOST_BYTES_OF_A_BODY,
    // No middleware of Express's kind is used.
    skipMiddie: true,
    // Longer than the longest answer takes: a load of the chain is given up after 60 s.
    connectionTimeout: 90_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    // What still comes on a connection that is about to close is answered as anything else.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    clientErrorHandler: refuseUnreadable,
    // Before any route is known, so that Nest's filters never see it.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      problems.answer(error, request, reply),
  });
  readJson(adapter);
  return adapter;
}

/** Strict: what another encoding means is not guessed. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** As Fastify does; but many a client calls no body at all JSON. */
function readJson(adapter: FastifyAdapter): void {
  const parse = adapter.getInstance().getDefaultJsonParser('error', 'error');
  const options = { bodyLimit: MOST_BYTES_OF_A_BODY };
  adapter.useBodyParser('application/json', false, options, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const text = decoded(body);
    if (text === undefined) done(new BadRequestException('The body is not UTF-8.'));
    else void parse(request, text, done);
  });
}

function decoded(body: Buffer): string | undefined {
  try {
    return UTF_8.decode(body);
  } catch {
    return undefined;
  }
}

/** No route has a schema of Fastify's. Said so, it does not load its compilers at each start. */
function unused(): never {
  throw new Error("Fastify's schemas are not used here: declare zod schemas");
}
