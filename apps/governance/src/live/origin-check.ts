import type { IncomingHttpHeaders } from 'node:http';

/** Any origin. */
const ANY = '*';

/**
 * Whether the page that opens a connection may: one of this very host, or one of those allowed.
 * What sends no origin is no browser, and no page is behind it.
 */
export function isOriginAllowed(
  { origin, host }: IncomingHttpHeaders,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(ANY) || allowed.includes(origin)) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
