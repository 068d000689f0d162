import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Draining } from '../health/draining.js';
import { clientKey } from './client-key.js';
import { RateLimitedError } from './rate-limited.error.js';
import { RateLimiter } from './rate-limiter.js';

const MINUTE_MS = 60_000;

/** What is done for every request before anything else knows of it. */
export function addRequestHooks(app: NestFastifyApplication, limitPerMinute: number): void {
  const draining = app.get(Draining);
  const limiter = new RateLimiter(limitPerMinute, MINUTE_MS);
  const policy = `"default";q=${limitPerMinute};w=60`;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
      reply.header('x-request-id', request.id);
      if (draining.isDraining) reply.header('connection', 'close');
      if (request.url.startsWith('/api/')) {
        const { allowed, remaining, resetSeconds, retryAfterSeconds } = limiter.take(
          clientKey(request.ip),
        );
        reply.header('ratelimit-policy', policy);
        reply.header('ratelimit', `"default";r=${remaining};t=${resetSeconds}`);
        if (!allowed) return done(new RateLimitedError(retryAfterSeconds));
      }
      return done();
    });
}
