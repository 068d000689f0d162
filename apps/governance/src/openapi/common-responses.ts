import { problemResponse } from './problem-response.js';

/** How such a request may be answered whatever its route does, most often before that is asked. */
export function commonResponses(
  method: string,
  path: string,
  parameters: readonly { readonly in: string }[],
): Record<string, object> {
  const invalid = problemResponse(['INVALID_REQUEST']);
  return {
    ...(parameters.length > 0 && { 400: invalid }),
    ...(parameters.some((parameter) => parameter.in === 'path') && { 414: invalid }),
    ...(method !== 'get' && { 400: invalid, 413: invalid, 415: invalid }),
    ...(path.startsWith('/api/') && { 429: problemResponse(['RATE_LIMITED']) }),
    500: problemResponse(['INTERNAL_ERROR']),
  };
}
