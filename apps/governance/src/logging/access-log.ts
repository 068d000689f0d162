import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { LineBuffer } from './line-buffer.js';

declare module 'fastify' {
  interface FastifyReply {
    /** Which tier the answer came from, where a route knows. */
    tier?: string;
  }
}

/** Levels at which a line a request is written, those of routine included or not. */
const ROUTINE_AT: ReadonlyMap<string, boolean> = new Map([
  ['info', false],
  ['debug', true],
  ['verbose', true],
]);

/** Those that machines ask for all the time. */
const ROUTINE = /^\/(health|metrics)\b/;

const CONTEXT = 'Access';

/** One line a request, once it has been answered: who asked is not in it. */
export function logAccess(app: NestFastifyApplication, settings: Settings): void {
  const withRoutine = ROUTINE_AT.get(settings.logLevel);
  if (withRoutine === undefined) return;
  const server = app.getHttpAdapter().getInstance();
  const lines = new LineBuffer(process.stdout);
  const logger = new Logger(CONTEXT);
  const write =
    settings.logFormat === 'json'
      ? (line: AccessLine) => lines.add(asJson(line))
      : (line: AccessLine) => logger.log(readable(line));
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const route = request.routeOptions.url ?? 'none';
    if (withRoutine || !ROUTINE.test(route)) write(accessLine(request, reply, route));
    done();
  });
  server.addHook('onClose', (_, done) => {
    lines.flush();
    done();
  });
}

type AccessLine = ReturnType<typeof accessLine>;

function accessLine({ id, method }: FastifyRequest, reply: FastifyReply, route: string) {
  const { statusCode: status, elapsedTime, tier } = reply;
  const durationMs = Math.round(elapsedTime * 1000) / 1000;
  return { requestId: id, method, route, status, durationMs, tier };
}

const { pid } = process;

/** As Nest writes its own lines. By hand, since nothing in it needs an escape, and often. */
function asJson({ requestId, method, route, status, durationMs, tier }: AccessLine): string {
  return (
    `{"level":"log","pid":${pid},"timestamp":${Date.now()},"message":{"requestId":"${requestId}",` +
    `"method":"${method}","route":"${route}","status":${status},"durationMs":${durationMs}` +
    `${tier === undefined ? '' : `,"tier":"${tier}"`}},"context":"${CONTEXT}"}`
  );
}

function readable({ requestId, method, route, status, durationMs, tier }: AccessLine): string {
  return `${method} ${route} ${status} ${durationMs} ms${tier === undefined ? '' : ` ${tier}`} ${requestId}`;
}
