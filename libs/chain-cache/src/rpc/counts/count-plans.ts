import { gunzipSync, gzipSync } from 'node:zlib';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { CacheStoreError } from '../../cache/cache.errors.js';
import { chainKeys } from '../chain-keys.js';
import type { ChainNode } from '../client/chain-node.js';
import type { RuntimeId } from '../client/node-facts.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import type { CountPlan } from './count-plan.js';
import { CountRegistry } from './count-registry.js';
import { decodeMetadata, MAX_METADATA_BYTES } from './metadata/decode-metadata.js';
import { MetadataError } from './metadata/metadata.error.js';
import { resolvePlan } from './resolve-plan.js';

/** Long enough for any runtime in use; what is kept of a former one goes in time. */
const KEPT_SECONDS = 30 * 24 * 3600;

/** What is kept in the cache, of which a value has at most 1 MiB. Both are far smaller in reality. */
const MAX_KEPT_CHARACTERS = 1_000_000;

/** A runtime, and a block at which its metadata can be asked for. */
export interface RuntimeAt {
  readonly genesisHash: string;
  readonly runtime: RuntimeId;
  readonly blockHash: string;
}

/**
 * How to read the counts of each runtime. Metadata is fetched and decoded once for all replicas:
 * the plan that comes of it is kept, and is all that a process needs from then on.
 */
@Injectable()
export class CountPlans {
  private readonly logger = new Logger('CountPlans');

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * @param nodes whom to ask for metadata, best first
   * @throws RpcCallError
   */
  planFor(nodes: readonly ChainNode[], at: RuntimeAt): Promise<CountPlan> {
    const key = chainKeys.plan(at.genesisHash, at.runtime, this.counts.fingerprint);
    // Another node may be asked at once when one has failed.
    const how = { ttlSeconds: KEPT_SECONDS, retryAfterMs: 0 };
    return this.cache.getOrLoad(key, () => this.resolve(nodes, at), how);
  }

  private async resolve(nodes: readonly ChainNode[], at: RuntimeAt): Promise<CountPlan> {
    const key = chainKeys.metadata(at.genesisHash, at.runtime);
    const kept = await this.cache.get<string>(key).catch(unlessStoreIsDown);
    const packed = kept ?? (await this.fetchMetadata(nodes, at.blockHash));
    try {
      const plan = this.planOf(unpack(packed));
      if (kept === undefined) await this.keep(key, packed);
      this.logger.log(`Resolved the counts in ${at.runtime.specName} ${at.runtime.specVersion}`);
      return plan;
    } catch (error) {
      throw error instanceof MetadataError ? undecodable(nodes, error) : error;
    }
  }

  private planOf(metadata: Uint8Array): CountPlan {
    const plan = resolvePlan(this.counts.definitions, decodeMetadata(metadata));
    if (JSON.stringify(plan).length <= MAX_KEPT_CHARACTERS) return plan;
    throw new MetadataError('METADATA_UNDECODABLE', 'the types to be counted have too many parts');
  }

  private async keep(key: string, packed: string): Promise<void> {
    await this.cache.set(key, packed, { ttlSeconds: KEPT_SECONDS }).catch(unlessStoreIsDown);
  }

  /** Metadata as a quorum of nodes gives it: a single liar could lead all counts astray. */
  private async fetchMetadata(nodes: readonly ChainNode[], block: string): Promise<string> {
    const votes = new Map<string, number>();
    let trouble = new RpcCallError('QUORUM_NOT_REACHED', namesOf(nodes), 'their metadata differs');
    for (const node of nodes) {
      try {
        const packed = pack(await node.metadata(block), node.endpoint);
        const agreeing = (votes.get(packed) ?? 0) + 1;
        if (agreeing >= this.options.quorum) return packed;
        votes.set(packed, agreeing);
      } catch (error) {
        if (!(error instanceof RpcCallError)) throw error;
        trouble = error;
      }
    }
    throw trouble;
  }
}

/** Compressed to a quarter. @throws RpcCallError when it is larger than any metadata */
function pack(hex: string, endpoint: string): string {
  const small = hex.length <= 2 * MAX_METADATA_BYTES + '0x'.length;
  const packed = small ? gzipSync(Buffer.from(hex.slice(2), 'hex')).toString('base64') : undefined;
  if (packed !== undefined && packed.length <= MAX_KEPT_CHARACTERS) return packed;
  throw new RpcCallError('ANSWER_TOO_LARGE', endpoint, 'its metadata is larger than any');
}

function unpack(packed: string): Uint8Array {
  return gunzipSync(Buffer.from(packed, 'base64'));
}

function undecodable(nodes: readonly ChainNode[], cause: MetadataError): RpcCallError {
  const unsupported = cause.code === 'METADATA_UNSUPPORTED';
  const code = unsupported ? 'METADATA_UNSUPPORTED' : 'ANSWER_MALFORMED';
  return new RpcCallError(code, namesOf(nodes), cause.message, { cause });
}

function namesOf(nodes: readonly ChainNode[]): string {
  return nodes.map(({ endpoint }) => endpoint).join(', ');
}

/** Without the database, metadata is fetched again each time: slower, and no less right. */
function unlessStoreIsDown(error: unknown): undefined {
  if (!(error instanceof CacheStoreError)) throw error;
}
