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

/** Slow clients can't hold a connection, and nobody can send more than the API has use for. */
export function createHttpAdapter(trustedProxies: number, problems: ProblemFilter): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: trustedProxies > 0 && ((_address: string, hop: number) => hop < trustedProxies),
    genReqId: requestId,
    bodyLimit: 65_536,
    // No middleware of Express's kind is used.
    skipMiddie: true,
    connectionTimeout: 30_000,
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
}

/** No route has a schema of Fastify's. Said so, it does not load its compilers at each start. */
function unused(): never {
  throw new Error("Fastify's schemas are not used here: declare zod schemas");
}
