import { Inject, Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { CacheStoreError } from '../../cache/cache.errors.js';
import { type Loaded, loaded } from '../../cache/loader.js';
import type { SnapshotRecord } from '../chain-snapshot.js';
import { ChainClient } from '../client/chain-client.js';
import { IMPLAUSIBLE_LEAD_BLOCKS } from '../client/head-plausibility.js';
import type { ChainNode } from '../client/chain-node.js';
import type { FinalizedHead } from '../client/node-facts.js';
import type { NodeReport } from '../client/node-link.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate, Survey } from '../client/survey.js';
import { ChainUnavailableError } from '../errors.js';
import type { FollowedSpan } from '../history/history-rows.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { readPatiently } from './read-patiently.js';
import { refuseEarlier } from './refuse-earlier.js';
import { type BlockFinder, SnapshotReader } from './snapshot-reader.js';

/** A snapshot as it is kept. */
export interface KeptSnapshot extends SnapshotRecord {
  /** What was wrong with the chain when it was read, though it could be; `null`: nothing. */
  readonly degraded: Survey['caveat'];
  /** What the last follower has seen and not written to history; `null`: nobody followed. */
  readonly followed: FollowedSpan | null;
}

/**
 * Where a chain was not in order, it is looked at again soon. Where it is followed, a follower that
 * does not renew what is kept is gone, and whoever is asked reads the chain by himself.
 */
const SHORT_TTL_SECONDS = 30;

/** Loads the newest snapshot for the cache: of a finalized block, and never of an earlier one. */
@Injectable()
export class SnapshotLoader {
  private readonly logger = new Logger('SnapshotLoader');
  /** What this process read last, which could not be kept if the store was down. */
  private readonly last = new Map<string, KeptSnapshot>();

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly client: ChainClient,
    private readonly reader: SnapshotReader,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * @param key where the snapshot is kept that is to be replaced
   * @throws ChainUnavailableError
   */
  async load(genesisHash: string, key: string, signal: AbortSignal): Promise<Loaded<KeptSnapshot>> {
    return this.loadFrom(await this.client.survey(genesisHash), key, signal);
  }

  /** The same, with what the endpoints have just said. */
  loadFrom(survey: Survey, key: string, signal: AbortSignal): Promise<Loaded<KeptSnapshot>> {
    return readPatiently(survey, signal, (known) => this.loadBy(known, key, signal));
  }

  /** As {@link load} does, but every value is read, whatever was read of this block before. */
  async loadAnew(
    genesisHash: string,
    key: string,
    signal: AbortSignal,
  ): Promise<Loaded<KeptSnapshot>> {
    const survey = await this.client.survey(genesisHash);
    return readPatiently(survey, signal, (known) => this.loadBy(known, key, signal, true));
  }

  private async loadBy(
    survey: Survey,
    key: string,
    signal: AbortSignal,
    anew = false,
  ): Promise<Loaded<KeptSnapshot>> {
    const degraded = survey.caveat;
    if (degraded !== null) this.acceptOrRefuse(degraded);
    const kept = await this.keptUnder(key);
    const find = this.finalizedBlock(survey, kept);
    const record =
      !anew && isStill(kept, survey)
        ? kept
        : (await this.reader.read(survey, { find, past: false, signal })).record;
    const snapshot = { ...record, degraded, followed: kept?.followed ?? null };
    this.last.set(key, snapshot);
    return this.keeping(snapshot);
  }

  /** A snapshot with how it is to be kept. */
  keeping(snapshot: KeptSnapshot): Loaded<KeptSnapshot> {
    const { ttlSeconds, graceSeconds, follow } = this.options;
    const { network, block, degraded } = snapshot;
    const short = follow || degraded !== null;
    return loaded(snapshot, {
      order: { chain: network.genesisHash, height: block.number },
      graceSeconds,
      ttlSeconds: short ? Math.min(ttlSeconds, SHORT_TTL_SECONDS) : ttlSeconds,
    });
  }

  /** The newest block that a quorum has finalized, unless something later was served already. */
  private finalizedBlock({ head }: Survey, kept: KeptSnapshot | undefined): BlockFinder {
    const common = this.options.quorum === 1 ? undefined : head?.report.finalized.number;
    return async (candidate) => {
      const { endpoint, report } = candidate;
      let block = common === undefined ? report.finalized : await finalizedAt(report, common);
      if (kept !== undefined && block.number < kept.block.number) {
        block = await this.caughtUp(block, kept, candidate);
      }
      const refusal = kept && refuseEarlier(block, kept.block, endpoint.name);
      if (refusal !== undefined) throw refusal;
      return { ...block, finalized: true };
    };
  }

  /**
   * A later block was served. It may have been finalized since the survey, or be of another
   * endpoint that is a block or two ahead: neither is going backwards.
   */
  private async caughtUp(
    block: FinalizedHead,
    kept: KeptSnapshot,
    { endpoint, report: { node } }: Candidate,
  ): Promise<FinalizedHead> {
    const now = await newestHead(node);
    const behind = kept.block.number - now.number;
    if (behind <= 0 && this.options.quorum === 1) return now;
    if (behind <= 0) return await finalizedAt({ node, finalized: now }, kept.block.number);
    const another = kept.endpoint !== endpoint.name && behind <= this.options.maxTrailingBlocks;
    if (!another) return now;
    const reason = `block ${kept.block.number} was served, and only ${block.number} can be read yet`;
    throw new RpcCallError('NODE_LAGGING', endpoint.name, reason);
  }

  private acceptOrRefuse(degraded: NonNullable<Survey['caveat']>): void {
    const reason =
      degraded === 'FINALITY_STALLED'
        ? 'finality is stalled'
        : 'the best endpoint lags, or may do so';
    if (this.options.whenDegraded === 'refuse') {
      throw new ChainUnavailableError(degraded, `the chain is not read: ${reason}`, []);
    }
    this.logger.warn(`What is read now is served as stale: ${reason}`);
  }

  private async keptUnder(key: string): Promise<KeptSnapshot | undefined> {
    try {
      const entry = await this.cache.getEntry<KeptSnapshot>(key);
      return entry && laterOf(entry.value, this.last.get(key));
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.logger.warn(`Whether a later snapshot is kept is not known: ${error.message}`);
      return this.last.get(key);
    }
  }
}

/** One that is far above what is kept was wrong, and somebody has put that right. */
function laterOf(kept: KeptSnapshot, last: KeptSnapshot | undefined): KeptSnapshot {
  const lead = last === undefined ? 0 : last.block.number - kept.block.number;
  return last !== undefined && lead > 0 && lead <= IMPLAUSIBLE_LEAD_BLOCKS ? last : kept;
}

/**
 * A finalized block does not change: while it is the newest one, and who gave it can be asked,
 * there is nothing to read, unless something could not be read of it.
 */
function isStill(kept: KeptSnapshot | undefined, { candidates }: Survey): kept is KeptSnapshot {
  const [best] = candidates;
  if (kept === undefined || best === undefined || kept.unavailable.length > 0) return false;
  const { number, hash } = best.report.finalized;
  if (!candidates.some(({ endpoint }) => endpoint.name === kept.endpoint)) return false;
  return kept.block.hash === hash && kept.block.number === number;
}

async function newestHead(node: ChainNode): Promise<FinalizedHead> {
  const hash = await node.finalizedHead();
  return { number: await node.blockNumber(hash), hash };
}

async function finalizedAt(
  { node, finalized }: Pick<NodeReport, 'node' | 'finalized'>,
  number: number,
): Promise<FinalizedHead> {
  if (finalized.number === number) return finalized;
  const hash = finalized.number > number ? await node.blockHash(number) : undefined;
  if (hash !== undefined) return { number, hash };
  const reason = `it has not finalized block ${number}, as others have`;
  throw new RpcCallError('NODE_LAGGING', node.endpoint, reason);
}
