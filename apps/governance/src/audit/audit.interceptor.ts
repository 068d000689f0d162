import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { reportOf } from '../problems/report-of.js';
import { AuditLog } from './audit-log.js';
import { tokenFingerprint } from './token-fingerprint.js';

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Records every action of a controller: before it, so that none is carried out unrecorded, and
 * after it, with its result. Put it behind the guard: the token is taken for a valid one.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly log: AuditLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return SAFE.has(request.method) ? next.handle() : from(this.record(request, next));
  }

  private async record(request: FastifyRequest, next: CallHandler): Promise<unknown> {
    const { method, url, headers } = request;
    const actor = tokenFingerprint(headers.authorization);
    const action = await this.log.begin({ actor, action: `${method} ${url}` });
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.log.end(action, 'DONE');
      return answer;
    } catch (error) {
      await this.log.end(action, reportOf(error)?.code ?? 'INTERNAL_ERROR');
      throw error;
    }
  }
}
