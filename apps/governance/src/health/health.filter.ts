import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A failed check is an answer in terminus' own shape, and no problem. */
@Catch(HttpException)
export class HealthFilter implements ExceptionFilter<HttpException> {
  catch(failed: HttpException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.status(failed.getStatus()).header('cache-control', 'no-store').send(failed.getResponse());
  }
}
