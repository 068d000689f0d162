import { Inject, Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { SETTINGS, type Settings } from '../config/settings.js';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { RateLimiter } from '../http/rate-limiter.js';

const FAILURES_PER_MINUTE = 10;

/** Knows who has the admin token. Those who guess do not guess for long. */
@Injectable()
export class AdminAccess {
  private readonly logger = new Logger('Admin');
  private readonly failures = new RateLimiter(FAILURES_PER_MINUTE, 60_000);

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Without a token configured, nobody has any. */
  get isOpen(): boolean {
    return this.settings.adminToken !== undefined;
  }

  /**
   * @param authorization the header
   * @param client by which failures are counted
   * @param what is asked for, for the log
   * @throws UnauthorizedException, RateLimitedError
   */
  check(authorization: string | undefined, client: string, what: string): void {
    const { allowed, retryAfterSeconds } = this.failures.look(client);
    if (!allowed) throw new RateLimitedError(retryAfterSeconds);
    const { adminToken } = this.settings;
    if (adminToken !== undefined && isToken(authorization, adminToken)) return;
    if (authorization !== undefined) {
      this.failures.take(client);
      this.logger.warn(`ADMIN_TOKEN_REFUSED: ${what} from ${client}`);
    }
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
