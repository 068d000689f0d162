import { SetMetadata } from '@nestjs/common';
import type { ZodType } from 'zod';
import type { ProblemCode } from '../problems/problem.js';

/** A header that a request may have. */
export interface DocumentedHeader {
  /** In lower case. */
  readonly name: string;
  readonly description: string;
  readonly schema: ZodType;
}

/** What the OpenAPI document says of a route. */
export interface Documentation {
  readonly summary: string;
  readonly answer: ZodType;
  /** Statuses with that answer; 200 when left out. */
  readonly statuses?: readonly number[];
  readonly headers?: readonly DocumentedHeader[];
  /** Whether a client that has the answer already is told so, by 304. */
  readonly conditional?: boolean;
  /** What it may meet beside what any request of its method and path may. */
  readonly problems?: readonly ProblemCode[];
}

export const DOCUMENTATION = Symbol('DOCUMENTATION');

/** Puts a route into the OpenAPI document, its problems included; any other route stays out. */
export const Documented = (documentation: Documentation): MethodDecorator =>
  SetMetadata(DOCUMENTATION, documentation);
