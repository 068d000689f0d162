import { Inject, Injectable, Logger } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import { CacheStoreError } from '../../cache/cache.errors.js';
import type { CacheEntry } from '../../cache/cache-entry.js';
import type { SetOptions } from '../../cache/load-options.js';
import { type LoadContext, loaded, type Loaded } from '../../cache/loader.js';
import { chainKeys } from '../chain-keys.js';
import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import { ChainClient } from '../client/chain-client.js';
import { CountRegistry } from '../counts/count-registry.js';
import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate, Survey } from '../client/survey.js';
import { BlockReferenceError, ChainUnavailableError, SnapshotNotKeptError } from '../errors.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { readPatiently } from './read-patiently.js';
import { type Settled, SnapshotReader } from './snapshot-reader.js';

/** A snapshot of the past as it is kept. */
export interface ArchivedRecord extends SnapshotRecord {
  /** How many endpoints had to agree on it when it was read. */
  readonly quorum: number;
  /** Of the definitions by which it was read, by the names of the counts. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Read once, kept for ever: nodes forget the state of a block within the hour. */
const FOR_EVER = { ttlSeconds: Infinity, durable: true } as const;

/** What a review finds is kept for ever where every snapshot of the past is. */
const REVIEW_SECONDS = 60;

/** What may be more tomorrow is read again soon, and given as stale if nobody has it any more. */
const IN_DOUBT = { ttlSeconds: REVIEW_SECONDS, graceSeconds: Infinity, durable: true } as const;

/** How long a block that could not be read is not asked for again: about one block. */
const RETRY_AFTER_MS = 6000;

const SURVEY_MAX_AGE_MS = 6000;

/** Troubles that say of a block that this endpoint cannot give it. */
const NOT_THERE = new Set(['STATE_PRUNED', 'BLOCK_UNKNOWN']);

/** Snapshots at finalized blocks of the past. */
@Injectable()
export class SnapshotArchive {
  private readonly logger = new Logger('SnapshotArchive');

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly client: ChainClient,
    private readonly reader: SnapshotReader,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * What was read when fewer endpoints had to agree is read again; if that can't be done, it is
   * given for what it is: its `quorum` is less than today's.
   * @param block number or 0x-prefixed hash
   * @throws BlockReferenceError, SnapshotNotKeptError, ChainUnavailableError
   */
  async at(genesisHash: string, block: number | string): Promise<CacheEntry<ArchivedRecord>> {
    const reference = checked(block);
    const key = chainKeys.block(genesisHash, reference);
    const load = ({ signal }: LoadContext) => this.load(genesisHash, reference, signal);
    const how = { ...FOR_EVER, retryAfterMs: RETRY_AFTER_MS };
    const entry = await this.cache.getEntryOrLoad(key, load, how);
    if (entry.value.quorum >= this.options.quorum) return entry;
    return (await this.reviewed(genesisHash, reference)) ?? entry;
  }

  private async reviewed(
    genesisHash: string,
    reference: number | string,
  ): Promise<CacheEntry<ArchivedRecord> | undefined> {
    const { quorum } = this.options;
    const key = chainKeys.review(genesisHash, reference, quorum);
    const load = async ({ signal }: LoadContext) => {
      const { value, options } = await this.load(genesisHash, reference, signal);
      await this.keep(chainKeys.block(genesisHash, reference), value, options);
      return value;
    };
    const how = { ttlSeconds: REVIEW_SECONDS, retryAfterMs: RETRY_AFTER_MS };
    try {
      return await this.cache.getEntryOrLoad(key, load, how);
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      this.logger.debug(
        `Block ${reference} was not read again, by ${quorum} endpoints: ${trouble}`,
      );
      return undefined;
    }
  }

  private async load(
    genesisHash: string,
    reference: number | string,
    signal: AbortSignal,
  ): Promise<Loaded<ArchivedRecord>> {
    try {
      const { quorum } = this.options;
      const { digests } = this.counts;
      const { record, doubtful } = await this.read(genesisHash, reference, signal);
      const archived = loaded({ ...record, quorum, digests }, doubtful ? IN_DOUBT : FOR_EVER);
      const { number, hash } = record.block;
      const other = typeof reference === 'number' ? hash : number;
      await this.keep(chainKeys.block(genesisHash, other), archived.value, archived.options);
      return archived;
    } catch (error) {
      throw notKept(reference, error) ?? error;
    }
  }

  /** By what was known of late; if that is nobody, or one was cut off unnoticed, all are asked anew. */
  private async read(
    genesisHash: string,
    reference: number | string,
    signal: AbortSignal,
  ): Promise<Settled> {
    const find = (candidate: Candidate) => findFinalized(candidate, reference);
    const read = (known: Survey) => this.reader.read(known, { find, past: true, signal });
    const survey = await this.client.survey(genesisHash, SURVEY_MAX_AGE_MS);
    try {
      return await readPatiently(survey, signal, read);
    } catch (error) {
      if (survey.candidates.length > 0 && !isCut(error)) throw error;
      return await readPatiently(await this.client.survey(genesisHash), signal, read);
    }
  }

  /**
   * Asked for by number now, a block may be asked for by hash when no node has it any more. It was
   * read, whether or not it can be kept.
   */
  private async keep(key: string, record: ArchivedRecord, how: SetOptions): Promise<void> {
    try {
      await this.cache.set(key, record, how);
    } catch (error) {
      if (!(error instanceof CacheStoreError)) throw error;
      this.logger.debug(
        `Block ${record.block.number} is not kept under "${key}": ${error.message}`,
      );
    }
  }
}

function checked(block: number | string): number | string {
  if (typeof block === 'number' && Number.isSafeInteger(block) && block >= 0) return block;
  if (typeof block === 'string' && /^0x[\da-f]{64}$/i.test(block)) return block.toLowerCase();
  throw new BlockReferenceError(
    `a block is a whole number of 0 or more, or 0x and 64 hexadecimal digits, not ${shown(block)}`,
  );
}

function shown(block: unknown): string {
  return typeof block === 'string' ? JSON.stringify(block) : String(block);
}

/** The block, once the node has said that it is on the chain that it holds to be final. */
async function findFinalized(
  { endpoint, report: { node, identity, finalized } }: Candidate,
  reference: number | string,
): Promise<BlockReference> {
  const number = typeof reference === 'number' ? reference : await node.blockNumber(reference);
  const refuse = (reason: string): never => {
    throw new RpcCallError('BLOCK_UNKNOWN', endpoint.name, reason);
  };
  if (number > finalized.number && number > (await finalizedNow(node))) {
    refuse(`block ${number} is not finalized`);
  }
  // Some nodes take any hash that they do not know for that of their first block.
  const hash = number === 0 ? identity.genesisHash : await node.blockHash(number);
  if (hash === undefined) return refuse(`block ${number} is not known`);
  // What is kept is kept for ever: a node that takes one block for another is found out before.
  if (typeof reference === 'number' && number > 0) await checkNumber(node, hash, number);
  if (typeof reference === 'string' && reference !== hash) {
    return refuse(`block ${reference} is not on the finalized chain`);
  }
  return { number, hash, finalized: true };
}

async function checkNumber(node: ChainNode, hash: string, number: number): Promise<void> {
  const told = await node.blockNumber(hash);
  if (told === number) return;
  const reason = `${hash} was said to be block ${number}, and to be block ${told}`;
  throw new RpcCallError('ANSWER_MALFORMED', node.endpoint, reason);
}

/** The survey may be a block or two old: what was finalized since has been served elsewhere. */
async function finalizedNow(node: ChainNode): Promise<number> {
  return node.blockNumber(await node.finalizedHead());
}

function isCut(error: unknown): boolean {
  return (
    error instanceof ChainUnavailableError &&
    error.endpoints.some(({ code }) => code === 'CONNECTION_LOST')
  );
}

function notKept(reference: number | string, error: unknown): SnapshotNotKeptError | undefined {
  if (!(error instanceof ChainUnavailableError)) return undefined;
  const trouble = error.endpoints.find(({ code }) => NOT_THERE.has(code));
  if (trouble === undefined) return undefined;
  return new SnapshotNotKeptError(reference, trouble.reason, { cause: error });
}
