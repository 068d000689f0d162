import type { ChainSnapshot, Freshness } from 'nestjs-chain-cache';
import type { CachedAnswer } from '../http/cached-answer.js';
import { weakEtag } from '../http/weak-etag.js';
import { canonicalJson } from '../json/canonical-json.js';
import { presentFreshness, presentSnapshot } from './present-snapshot.js';

/** An answer but for its freshness, which is all that differs from one request to the next. */
interface Prepared {
  /** JSON up to where the freshness belongs. */
  readonly head: string;
  readonly etags: Readonly<Record<Freshness['state'], string>>;
}

/**
 * Writes snapshots as JSON. Many requests are answered from one snapshot, so that what they have
 * in common is written and hashed once.
 */
export class SnapshotAnswers {
  /** By the part of a snapshot that all answers from one kept entry share. */
  private readonly prepared = new WeakMap<object, Prepared>();

  answer(snapshot: ChainSnapshot): CachedAnswer {
    const { head, etags } = this.prepared.get(snapshot.counts) ?? this.prepare(snapshot);
    const { freshness } = snapshot;
    return {
      body: `${head}${JSON.stringify(presentFreshness(freshness))}}`,
      etag: etags[freshness.state],
      freshness,
    };
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
