import type { INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z, type ZodType } from 'zod';
import { PROBLEMS, type ProblemCode } from '../problems/problem.js';
import { type Documentation, DOCUMENTATION } from './documented.decorator.js';
import { problemResponse } from './problem-response.js';

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
  const { summary, headers = [], answer, statuses = [200] } = documentation;
  const { conditional, problems = [] } = documentation;
  return [
    ApiOperation({ summary }),
    ...headers.map(({ name, description, schema }) =>
      ApiHeader({ name, description, schema: jsonSchemaOf(schema) }),
    ),
    ...statuses.map((status) =>
      ApiResponse({ status, standardSchema: answer, description: 'As asked for' }),
    ),
    ...(conditional ? [ApiResponse({ status: 304, description: 'As it was: If-None-Match' })] : []),
    ...byStatus(problems).map(([status, codes]) =>
      ApiResponse({ status, ...problemResponse(codes) }),
    ),
  ];
}

function byStatus(codes: readonly ProblemCode[]): [number, ProblemCode[]][] {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return [...statuses].map((status) => [
    status,
    codes.filter((code) => PROBLEMS[code].status === status),
  ]);
}

function jsonSchemaOf(schema: ZodType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema);
  return json;
}
