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
const isRoutine = (route: string) => route.startsWith('/health/') || route === '/metrics';

const CONTEXT = 'Access';

/** @param route its template; undefined: none */
export type WriteAccess = (
  route: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
) => void;

/**
 * Gives what writes one line a request, once it has been answered: who asked is not in it.
 * Undefined: the log is not for such lines.
 */
export function logAccess(
  app: NestFastifyApplication,
  settings: Settings,
): WriteAccess | undefined {
  const withRoutine = ROUTINE_AT.get(settings.logLevel);
  if (withRoutine === undefined) return undefined;
  const write = settings.logFormat === 'json' ? jsonWriter(app) : readableWriter();
  return (route = 'none', request, reply) => {
    if (withRoutine || !isRoutine(route)) write(accessLine(request, reply, route));
  };
}

function jsonWriter(app: NestFastifyApplication): (line: AccessLine) => void {
  const lines = new LineBuffer(process.stdout, asJson);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', (_, done) => {
      lines.flush();
      done();
    });
  return (line) => lines.add(line);
}

function readableWriter(): (line: AccessLine) => void {
  const logger = new Logger(CONTEXT);
  return (line) => logger.log(readable(line));
}

type AccessLine = ReturnType<typeof accessLine>;

function accessLine({ id, method }: FastifyRequest, reply: FastifyReply, route: string) {
  const { statusCode: status, elapsedTime, tier } = reply;
  return { at: Date.now(), requestId: id, method, route, status, elapsedTime, tier };
}

function rounded(elapsedMs: number): number {
  return Math.round(elapsedMs * 1000) / 1000;
}

const { pid } = process;

/** As Nest writes its own lines. By hand, since nothing in it needs an escape, and often. */
function asJson({ at, requestId, method, route, status, elapsedTime, tier }: AccessLine): string {
  return (
    `{"level":"log","pid":${pid},"timestamp":${at},"message":{"requestId":"${requestId}",` +
    `"method":"${method}","route":"${route}","status":${status},"durationMs":${rounded(elapsedTime)}` +
    `${tier === undefined ? '' : `,"tier":"${tier}"`}},"context":"${CONTEXT}"}`
  );
}

function readable({ requestId, method, route, status, elapsedTime, tier }: AccessLine): string {
  return `${method} ${route} ${status} ${rounded(elapsedTime)} ms${tier === undefined ? '' : ` ${tier}`} ${requestId}`;
}
