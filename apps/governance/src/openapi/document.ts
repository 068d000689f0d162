import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../problems/problem.schema.js';
import { describeRoutes } from './describe-routes.js';

/** What the routes' decorators and schemas say, as OpenAPI 3.1. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Governance API')
    .setDescription(
      'On-chain counts, what votes need to pass, and ballots with a frozen electorate.',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  describeRoutes(app);
  const { paths, components, ...document } = SwaggerModule.createDocument(app, about);
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema);
  const schemas = { ...components?.schemas, Problem: problem as object };
  return { ...document, paths: byRoom(paths), components: { ...components, schemas } };
}

/** Tags each operation by the first word of its path; those of the admin API need the token. */
function byRoom(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const grouped = Object.entries(paths).map(([path, operations]) => {
    const [room = path] = path.replace(/^\/(api\/v\d+\/)?/, '').split('/');
    const mark = { tags: [room], ...(room === 'admin' && { security: [{ bearer: [] }] }) };
    const marked = Object.entries(operations).map(([method, operation]) => [
      method,
      { ...(operation as object), ...mark },
    ]);
    return [path, Object.fromEntries(marked)];
  });
  return Object.fromEntries(grouped) as OpenAPIObject['paths'];
}
