import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../problems/problem.schema.js';

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
  const document = SwaggerModule.createDocument(app, about);
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema);
  const schemas = { ...document.components?.schemas, Problem: problem as object };
  return { ...document, components: { ...document.components, schemas } };
}
