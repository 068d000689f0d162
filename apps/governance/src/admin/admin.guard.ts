import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  NotFoundException,
  UnauthorizedException,
} from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clientKey } from '../http/client-key.js';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { RateLimiter } from '../http/rate-limiter.js';

const FAILURES_PER_MINUTE = 10;

/** Lets nobody in but who has the token, and those who guess not for long. */
@Injectable()
export class AdminGuard implements CanActivate {
  private readonly logger = new Logger('Admin');
  private readonly failures = new RateLimiter(FAILURES_PER_MINUTE, 60_000);

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Without a token configured, there is no admin API. */
  canActivate(context: ExecutionContext): boolean {
    const { adminToken } = this.settings;
    if (adminToken === undefined) throw new NotFoundException();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const client = clientKey(request.ip);
    const { allowed, retryAfterSeconds } = this.failures.look(client);
    if (!allowed) throw new RateLimitedError(retryAfterSeconds);
    const { authorization } = request.headers;
    if (isToken(authorization, adminToken)) return true;
    if (authorization !== undefined) {
      this.failures.take(client);
      this.logger.warn(`ADMIN_TOKEN_REFUSED: ${request.method} from ${request.ip}`);
    }
    http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new UnauthorizedException('The admin API needs Authorization: Bearer and its token.');
  }
}

/** Takes as long for any token: digests of one length are compared, in constant time. */
function isToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +([!-~]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
