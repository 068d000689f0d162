import type { Freshness } from 'nestjs-chain-cache';

/** How long a shared cache may go on serving an answer while it asks for the next one. */
const REVALIDATE_SECONDS = 6;

/** For how long an answer may be kept by browsers and proxies (RFC 9111, RFC 5861). */
export function cacheControl(freshness: Freshness, graceSeconds: number): string {
  const maxAge = remainingSeconds(freshness);
  return `public, max-age=${maxAge}, stale-while-revalidate=${REVALIDATE_SECONDS}, stale-if-error=${graceSeconds}`;
}

/** A year stands for ever. */
const FOR_EVER_SECONDS = 31_536_000;

function remainingSeconds({ state, fetchedAt, expiresAt, ageSeconds }: Freshness): number {
  if (state === 'stale') return 0;
  if (expiresAt === null) return FOR_EVER_SECONDS;
  const lifeSeconds = (Date.parse(expiresAt) - Date.parse(fetchedAt)) / 1000;
  return Math.max(0, Math.floor(lifeSeconds - ageSeconds));
}

/** Whether a client already has this answer. Both are compared weakly (RFC 9110, 8.8.3.2). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque);
}
