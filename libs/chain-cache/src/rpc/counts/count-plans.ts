import { gunzipSync, gzipSync } from 'node:zlib';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { CacheStoreError } from '../../cache/cache.errors.js';
import { type LoadContext, type Loaded, loaded } from '../../cache/loader.js';
import { chainKeys } from '../chain-keys.js';
import { placesIn } from '../client/endpoint-url.js';
import type { ChainNode } from '../client/chain-node.js';
import type { RuntimeId } from '../client/node-facts.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import type { CountPlan } from './count-plan.js';
import { CountRegistry } from './count-registry.js';
import { decodeMetadata } from './metadata/decode-metadata.js';
import { MetadataError } from './metadata/metadata.error.js';
import { metadataVersion } from './metadata/metadata-version.js';
import { MetadataOpinions } from './metadata-opinions.js';
import { resolvePlan } from './resolve-plan.js';

/** Long enough for any runtime in use; what is kept of a former one goes in time. */
const KEPT_SECONDS = 30 * 24 * 3600;

/**
 * A plan by metadata that only one of several endpoints has given is used for this endpoint alone,
 * and for so long: then the others are asked again. If nobody answers, for a while longer.
 */
const UNCONFIRMED = { ttlSeconds: 600, graceSeconds: 3600, retryAfterMs: 0 } as const;

/** How long others are waited for that need not agree. */
const WITNESSES_MS = 2000;

/** What is kept in the cache, of which a value has at most 1 MiB. Both are far smaller in reality. */
const MAX_KEPT_CHARACTERS = 1_000_000;

/** A runtime, and a block at which its metadata can be asked for. */
export interface RuntimeAt {
  readonly genesisHash: string;
  readonly runtime: RuntimeId;
  readonly blockHash: string;
}

/** A plan, and whether it is by metadata that as many endpoints have given as are asked for. */
interface OwnPlan {
  readonly plan: CountPlan;
  readonly confirmed: boolean;
}

/** Whom to ask for metadata: who is to be read, then witnesses. */
export type MetadataSources = readonly [ChainNode, ...ChainNode[]];

/**
 * How to read the counts of each runtime. Metadata is fetched and decoded once for all replicas:
 * the plan that comes of it is kept, and is all that a process needs from then on.
 */
@Injectable()
export class CountPlans {
  private readonly logger = new Logger('CountPlans');
  /** How many must give the same metadata for its plan to be kept for long. */
  private readonly enough: number;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {
    const { quorum, endpoints } = options;
    this.enough = Math.max(quorum, Math.min(2, placesIn(endpoints)));
  }

  /** @throws RpcCallError */
  planFor(nodes: MetadataSources, at: RuntimeAt): Promise<CountPlan> {
    const key = chainKeys.plan(at.genesisHash, at.runtime, this.counts.fingerprint);
    // Another node may be asked at once when one has failed.
    const how = { ttlSeconds: KEPT_SECONDS, retryAfterMs: 0 };
    return this.cache.getOrLoad(key, () => this.resolve(nodes, at), how);
  }

  private async resolve(
    nodes: MetadataSources,
    at: RuntimeAt,
  ): Promise<CountPlan | Loaded<CountPlan>> {
    const { genesisHash, runtime } = at;
    const kept = await this.planByKept(genesisHash, runtime);
    if (kept !== undefined) return kept;
    const [{ endpoint }] = nodes;
    const key = chainKeys.ownPlan(genesisHash, runtime, this.counts.fingerprint, endpoint);
    const load = ({ signal }: LoadContext) => this.planByNodes(nodes, at, signal);
    const { plan, confirmed } = await this.cache.getOrLoad(key, load, UNCONFIRMED);
    return confirmed ? plan : loaded(plan, { keep: false });
  }

  /** For another set of definitions, or one whose plan has gone. */
  private async planByKept(
    genesisHash: string,
    runtime: RuntimeId,
  ): Promise<CountPlan | undefined> {
    const key = chainKeys.metadata(genesisHash, runtime, this.options.quorum);
    const packed = await this.cache.get<string>(key).catch(unlessStoreIsDown);
    if (packed === undefined) return undefined;
    try {
      return this.planOf(gunzipSync(Buffer.from(packed, 'base64')), runtime);
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      return undefined;
    }
  }

  /** One is believed if no quorum is asked for, and confirmed by others, if there are any. */
  private async planByNodes(
    [first, ...witnesses]: MetadataSources,
    { genesisHash, runtime, blockHash }: RuntimeAt,
    signal: AbortSignal,
  ): Promise<OwnPlan> {
    const { quorum, callTimeoutMs } = this.options;
    const resolve = (hex: string) => this.planOf(Buffer.from(hex.slice(2), 'hex'), runtime);
    const opinions = new MetadataOpinions(blockHash, resolve);
    let best = await opinions.ask(first);
    let trouble = new RpcCallError('QUORUM_NOT_REACHED', first.endpoint, 'nobody has its metadata');
    const patienceMs = quorum > 1 ? 2 * callTimeoutMs : WITNESSES_MS;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    for (const witness of witnesses) {
      if (best.endpoints.length >= this.enough) break;
      try {
        best = await opinions.ask(witness.until(limit));
      } catch (error) {
        if (!(error instanceof RpcCallError)) throw error;
        trouble = error;
      }
    }
    const { endpoints, metadata, plan } = best;
    if (endpoints.length < quorum) throw trouble;
    this.report(runtime, endpoints, opinions.otherwise);
    const confirmed = endpoints.length >= this.enough;
    if (confirmed) await this.keep(chainKeys.metadata(genesisHash, runtime, quorum), metadata);
    return { plan, confirmed };
  }

  private report(
    { specName, specVersion }: RuntimeId,
    endpoints: readonly string[],
    otherwise: readonly string[],
  ): void {
    const givers = endpoints.join(', ');
    this.logger.log(`Resolved the counts in ${specName} ${specVersion}, by ${givers}`);
    if (otherwise.length === 0) return;
    this.logger.warn(`${otherwise.join(', ')} gives other metadata than ${givers}`);
  }

  private planOf(bytes: Uint8Array, { specName, specVersion }: RuntimeId): CountPlan {
    const metadata = decodeMetadata(bytes);
    const told = metadataVersion(metadata);
    if (told !== undefined && !(told.specName === specName && told.specVersion === specVersion)) {
      const reason = `the metadata is of ${told.specName} ${told.specVersion}, not of ${specName} ${specVersion}`;
      throw new MetadataError('METADATA_UNDECODABLE', reason);
    }
    const plan = resolvePlan(this.counts.definitions, metadata);
    if (JSON.stringify(plan).length <= MAX_KEPT_CHARACTERS) return plan;
    throw new MetadataError('METADATA_UNDECODABLE', 'the types to be counted have too many parts');
  }

  /** Compressed to a quarter. */
  private async keep(key: string, metadata: string): Promise<void> {
    const packed = gzipSync(Buffer.from(metadata.slice(2), 'hex')).toString('base64');
    if (packed.length > MAX_KEPT_CHARACTERS) return;
    await this.cache.set(key, packed, { ttlSeconds: KEPT_SECONDS }).catch(unlessStoreIsDown);
  }
}

/** Without the database, metadata is fetched again each time: slower, and no less right. */
function unlessStoreIsDown(error: unknown): undefined {
  if (!(error instanceof CacheStoreError)) throw error;
}
