import type { ProblemCode } from '../problems/problem.js';

/** A response of the document that is a problem, and one of these. */
export function problemResponse(codes: readonly ProblemCode[]) {
  const ofCodes = { type: 'object', properties: { code: { enum: [...codes] } } };
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, ofCodes] };
  return {
    description: codes.join(', '),
    content: { 'application/problem+json': { schema } },
  };
}
