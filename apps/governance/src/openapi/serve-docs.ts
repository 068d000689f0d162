import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ASSETS, page, readAsset } from './page.js';

/** The OpenAPI document: a page at `/docs`, JSON at `/docs/json`. Written when first asked for. */
export function serveDocs(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  let json: string | undefined;
  server.get('/docs', (_, reply) => reply.type('text/html; charset=utf-8').send(page()));
  server.get('/docs/json', async (_, reply) => {
    json ??= JSON.stringify(await writeDocument(app));
    return reply.type('application/json; charset=utf-8').send(json);
  });
  for (const [name, type] of ASSETS) {
    server.get(`/docs/${name}`, async (_, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=86400')
        .send(await readAsset(name)),
    );
  }
}

/** Swagger is loaded for this alone: at every start, it took a fifth of it. */
async function writeDocument(app: NestFastifyApplication): Promise<object> {
  const { createDocument } = await import('./document.js');
  return createDocument(app);
}
