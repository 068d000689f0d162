import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { describeProblem, problemHeaders } from './problem.js';
import { reportOf } from './report-of.js';

/** Answers every error as `application/problem+json`. What was not foreseen is logged, not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const report = reportOf(error);
    if (report === undefined) {
      this.logger.error(`REQUEST_FAILED: ${request.method}, request ${request.id}`, stackOf(error));
    }
    const problem = describeProblem(
      report ?? { code: 'INTERNAL_ERROR', detail: 'It was logged.' },
      pathOf(request.url),
    );
    if (reply.sent) return;
    if (error instanceof RateLimitedError) reply.header('retry-after', error.retryAfterSeconds);
    reply.status(problem.status).headers(problemHeaders(problem)).send(JSON.stringify(problem));
  }
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
