import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ZodType } from 'zod';
import { PROBLEMS, type ProblemCode } from '../problems/problem.js';

/** Any request may meet these. */
const ALWAYS: readonly ProblemCode[] = ['INVALID_REQUEST', 'RATE_LIMITED', 'INTERNAL_ERROR'];

export interface Documentation {
  readonly summary: string;
  readonly answer: ZodType;
  /** Of success; default 200. */
  readonly status?: number;
  /** What it may meet beside what any request may. */
  readonly problems?: readonly ProblemCode[];
}

/** Puts a route into the OpenAPI document, its problems included. */
export function Documented({ summary, answer, status = 200, problems = [] }: Documentation) {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({ status, standardSchema: answer, description: 'As asked for' }),
    ...problemResponses([...ALWAYS, ...problems]),
  );
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
