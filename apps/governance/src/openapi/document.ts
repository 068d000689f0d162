import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../problems/problem.schema.js';
import { commonResponses } from './common-responses.js';
import { describeRoutes } from './describe-routes.js';

interface Operation {
  readonly parameters: readonly { readonly in: string }[];
  readonly responses: object;
}

/** What the routes' decorators and schemas say, as OpenAPI 3.1. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Governance API')
    .setDescription(
      'On-chain counts, what votes need to pass, and ballots with a frozen electorate.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .build();
  describeRoutes(app);
  const { paths, components, ...document } = SwaggerModule.createDocument(app, about);
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema);
  const schemas = { ...components?.schemas, Problem: problem as object };
  return { ...document, paths: byRoom(paths), components: { ...components, schemas } };
}

/**
 * Tags each operation by the first word of its path, and adds what it may be answered with like
 * any other; those of the admin API need the token.
 */
function byRoom(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const grouped = Object.entries(paths).map(([path, operations]) => {
    const [room = path] = path.replace(/^\/(api\/v\d+\/)?/, '').split('/');
    const mark = { tags: [room], ...(room === 'admin' && { security: [{ bearer: [] }] }) };
    const marked = Object.entries(operations).map(([method, operation]) => {
      const { parameters, responses, ...about } = operation as Operation;
      const all = { ...commonResponses(method, path, parameters), ...responses };
      return [method, { ...about, parameters, responses: all, ...mark }];
    });
    return [path, Object.fromEntries(marked)];
  });
  return Object.fromEntries(grouped) as OpenAPIObject['paths'];
}
