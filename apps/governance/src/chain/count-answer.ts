import type { CountReading, UnavailableCount } from 'nestjs-chain-cache';
import { cacheControl, type CachePolicy } from '../http/http-cache.js';
import type { Validated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { canonicalJson } from '../json/canonical-json.js';
import { presentBlock, presentFreshness, presentNetwork } from './present-snapshot.js';

/** One count, with what else the snapshot says. */
export function countAnswer(
  { network, block, name, value, freshness }: CountReading,
  unavailable: readonly UnavailableCount[],
  policy: CachePolicy,
): Validated {
  return {
    body: JSON.stringify({
      network: presentNetwork(network),
      block: presentBlock(block),
      name,
      value,
      unavailable,
      freshness: presentFreshness(freshness),
    }),
    etag: weakEtag(canonicalJson({ network, name, value, unavailable }), freshness.state),
    cacheControl: cacheControl(freshness, policy),
    tier: freshness.tier,
  };
}
