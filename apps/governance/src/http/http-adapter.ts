import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter } from '../problems/problem.filter.js';

/** Slow clients can't hold a connection, and nobody can send more than the API has use for. */
export function createHttpAdapter(problems: ProblemFilter): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: 65_536,
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 512 },
    // Before any route is known, so that Nest's filters never see it.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      problems.answer(error, request, reply),
  });
}
