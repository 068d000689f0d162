import type { Freshness } from 'nestjs-chain-cache';
import type { Settings } from '../config/settings.js';

/** Of a block of Duniter. */
const BLOCK_SECONDS = 6;

export type CachePolicy = Pick<Settings, 'cacheGraceSeconds' | 'chainFollow'>;

/** For how long an answer may be kept by browsers and proxies (RFC 9111, RFC 5861). */
export function cacheControl(freshness: Freshness, policy: CachePolicy): string {
  const { cacheGraceSeconds, chainFollow } = policy;
  const lifeSeconds = remainingSeconds(freshness);
  // While the chain is followed, the next block may change what lives for longer.
  const changing = chainFollow && freshness.expiresAt !== null;
  const maxAge = changing ? Math.min(lifeSeconds, BLOCK_SECONDS) : lifeSeconds;
  return `public, max-age=${maxAge}, stale-while-revalidate=${BLOCK_SECONDS}, stale-if-error=${cacheGraceSeconds}`;
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
