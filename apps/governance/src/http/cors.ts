import { type Head, headOf } from './head.js';

const EXPOSED = headOf({
  'access-control-expose-headers': 'ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
});
const FOR_ANYBODY = ['access-control-allow-origin', '*', ...EXPOSED];
const FOR_NOBODY = ['vary', 'Origin'];

/**
 * What OPTIONS is answered with, to browsers and others: pages may read. None may use the admin
 * API, since the header that carries its token is not among those let through.
 */
export const PREFLIGHT = headOf({
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'If-None-Match, X-Request-Id',
  'access-control-max-age': '86400',
});

/** Gives the headers that say whether a page of this origin may read an answer. */
export function corsOf(allowed: readonly string[]): (origin: string | undefined) => Head {
  if (allowed.includes('*')) return () => FOR_ANYBODY;
  return (origin) =>
    origin !== undefined && allowed.includes(origin)
      ? ['access-control-allow-origin', origin, ...FOR_NOBODY, ...EXPOSED]
      : FOR_NOBODY;
}
