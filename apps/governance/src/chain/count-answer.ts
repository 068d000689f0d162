import type { CountReading, UnavailableCount } from 'nestjs-chain-cache';
import type { CachedAnswer } from '../http/cached-answer.js';
import { weakEtag } from '../http/weak-etag.js';

/** One count, with what else the snapshot says. */
export function countAnswer(
  { network, block, name, value, freshness }: CountReading,
  unavailable: readonly UnavailableCount[],
): CachedAnswer {
  const values = JSON.stringify([network, name, value, unavailable]);
  return {
    body: JSON.stringify({ network, block, name, value, unavailable, freshness }),
    etag: weakEtag(values, freshness.state),
    freshness,
  };
}
