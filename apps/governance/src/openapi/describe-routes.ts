import type { INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../problems/problem.js';
import { type Documentation, DOCUMENTATION } from './documented.decorator.js';

/** Any request may meet these. */
const ALWAYS: readonly ProblemCode[] = ['INVALID_REQUEST', 'RATE_LIMITED', 'INTERNAL_ERROR'];

/** Tells Swagger of every route what its own decorator says. */
export function describeRoutes(app: INestApplication): void {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  for (const prototype of controllersOf(app)) {
    for (const name of scanner.getAllMethodNames(prototype)) {
      const route = Object.getOwnPropertyDescriptor(prototype, name);
      if (route === undefined) continue;
      const documentation = reflector.get<Documentation | undefined>(DOCUMENTATION, route.value);
      for (const decorate of decorators(documentation)) decorate(prototype, name, route);
    }
  }
}

function controllersOf(app: INestApplication): object[] {
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  return controllers.map(({ metatype }) => (metatype as { readonly prototype: object }).prototype);
}

function decorators(documentation: Documentation | undefined): MethodDecorator[] {
  if (documentation === undefined) return [ApiExcludeEndpoint()];
  const { summary, answer, statuses = [200], problems = [] } = documentation;
  return [
    ApiOperation({ summary }),
    ...statuses.map((status) =>
      ApiResponse({ status, standardSchema: answer, description: 'As asked for' }),
    ),
    ...problemResponses([...ALWAYS, ...problems]),
  ];
}

/** One response a status, which names its codes. */
function problemResponses(codes: readonly ProblemCode[]): MethodDecorator[] {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return [...statuses].map((status) =>
    ApiResponse({
      status,
      description: codes.filter((code) => PROBLEMS[code].status === status).join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
}
