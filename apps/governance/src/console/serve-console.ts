import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readPageFile } from './page-files.js';

/** What the build names an asset: never a path. */
const ASSET = /^[\w-]+(\.[\w-]+)+$/;
/** Their names change with what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The console: one page at `/console`, whatever view of it is asked for, and its assets. */
export function serveConsole(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const page = (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply, 'index.html', 'no-cache');
  server.get('/console', page);
  server.get('/console/*', page);
  server.get<{ Params: { name: string } }>('/console/assets/:name', (request, reply) => {
    const { name } = request.params;
    return ASSET.test(name)
      ? send(request, reply, `assets/${name}`, FOR_EVER)
      : reply.callNotFound();
  });
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  cacheControl: string,
): Promise<FastifyReply | void> {
  const file = await readPageFile(name, request.headers['accept-encoding']);
  if (file === undefined) return reply.callNotFound();
  reply.header('cache-control', cacheControl).header('vary', 'accept-encoding');
  if (file.encoding !== undefined) reply.header('content-encoding', file.encoding);
  return reply.type(file.type).send(file.body);
}
