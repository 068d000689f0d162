import type { ChainSnapshot, Freshness } from 'nestjs-chain-cache';
import { cacheControl, type CachePolicy } from '../http/http-cache.js';
import type { Validated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { canonicalJson } from '../json/canonical-json.js';
import { presentFreshness, presentSnapshot } from './present-snapshot.js';

/** What all answers from one kept snapshot share. */
interface Prepared {
  /** JSON up to where the freshness belongs. */
  readonly head: string;
  readonly etags: Readonly<Record<Freshness['state'], string>>;
  latest?: { readonly freshness: Freshness; readonly answer: Validated };
}

/**
 * Writes snapshots as JSON. Many requests are answered from one snapshot, so that what they have
 * in common is written and hashed once: all of it, for those within a tenth of a second.
 */
export class SnapshotAnswers {
  /** By the part of a snapshot that all answers from one kept entry share. */
  private readonly prepared = new WeakMap<object, Prepared>();

  constructor(private readonly policy: CachePolicy) {}

  answer(snapshot: ChainSnapshot): Validated {
    const prepared = this.prepared.get(snapshot.counts) ?? this.prepare(snapshot);
    const freshness = presentFreshness(snapshot.freshness);
    const { latest } = prepared;
    if (latest !== undefined && isSame(latest.freshness, freshness)) return latest.answer;
    const answer = {
      body: `${prepared.head}${JSON.stringify(freshness)}}`,
      etag: prepared.etags[freshness.state],
      cacheControl: cacheControl(freshness, this.policy),
      tier: freshness.tier,
    };
    prepared.latest = { freshness, answer };
    return answer;
  }

  private prepare(snapshot: ChainSnapshot): Prepared {
    const { freshness: _, ...body } = presentSnapshot(snapshot);
    const { block: __, ...values } = body;
    const head = `${JSON.stringify(body).slice(0, -1)},"freshness":`;
    const text = canonicalJson(values);
    const etags = { fresh: weakEtag(text, 'fresh'), stale: weakEtag(text, 'stale') };
    const prepared = { head, etags };
    this.prepared.set(snapshot.counts, prepared);
    return prepared;
  }
}

function isSame(one: Freshness, other: Freshness): boolean {
  return (
    one.ageSeconds === other.ageSeconds &&
    one.tier === other.tier &&
    one.state === other.state &&
    one.reason === other.reason &&
    one.fetchedAt === other.fetchedAt &&
    one.expiresAt === other.expiresAt
  );
}
