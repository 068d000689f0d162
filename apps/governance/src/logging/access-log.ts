import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';

declare module 'fastify' {
  interface FastifyReply {
    /** Which tier the answer came from, where a route knows. */
    tier?: string;
  }
}

/** Levels at which a line a request is written. */
const TALKATIVE: ReadonlySet<string> = new Set(['info', 'debug', 'verbose']);

/** Those that machines ask for all the time. */
const ROUTINE = /^\/(health|metrics)\b/;

/** One line a request, once it has been answered: who asked is not in it. */
export function logAccess(app: NestFastifyApplication, settings: Settings): void {
  if (!TALKATIVE.has(settings.logLevel)) return;
  const logger = new Logger('Access');
  const write = settings.logFormat === 'json' ? (line: AccessLine) => line : readable;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
      const line = accessLine(request, reply);
      if (ROUTINE.test(line.route)) logger.debug(write(line));
      else logger.log(write(line));
      done();
    });
}

type AccessLine = ReturnType<typeof accessLine>;

function accessLine(request: FastifyRequest, reply: FastifyReply) {
  return {
    requestId: request.id,
    method: request.method,
    route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    ...(reply.tier === undefined ? {} : { tier: reply.tier }),
  };
}

function readable({ requestId, method, route, status, durationMs, tier }: AccessLine): string {
  return `${method} ${route} ${status} ${durationMs} ms${tier === undefined ? '' : ` ${tier}`} ${requestId}`;
}
