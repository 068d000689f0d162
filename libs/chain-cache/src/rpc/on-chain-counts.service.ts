import { Inject, Injectable } from '@nestjs/common';
import { BlockchainCacheService } from '../cache/blockchain-cache.service.js';
import { CacheOrderError } from '../cache/cache.errors.js';
import type { LoadContext } from '../cache/loader.js';
import { ChainIdentityService } from './chain-identity.service.js';
import { chainKeys } from './chain-keys.js';
import type { ChainSnapshot, CountReading } from './chain-snapshot.js';
import { ChainStatusService } from './chain-status.service.js';
import type { ChainStatus } from './chain-status.js';
import { asChainUnavailable } from './chain-unavailable.js';
import { CountRegistry } from './counts/count-registry.js';
import { CountUnavailableError, CountUnknownError } from './errors.js';
import { SnapshotFeed, type SnapshotListener } from './follow/snapshot-feed.js';
import { CountHistoryService } from './history/count-history.service.js';
import type { HistoryRange, PastReading } from './history/past-reading.js';
import { presentArchived, presentSnapshot } from './snapshots/present.js';
import { RPC_OPTIONS, type RpcOptions } from './rpc.options.js';
import { SnapshotArchive } from './snapshots/snapshot-archive.js';
import { type KeptSnapshot, SnapshotLoader } from './snapshots/snapshot-loader.js';

/** A map of 100,000 entries is read in less. */
const HARD_TIMEOUT_MS = 60_000;

/**
 * The counts of the chain, through the cache: all of one finalized block, fresh or marked stale.
 * What is given out is shared with other callers and frozen.
 */
@Injectable()
export class OnChainCountsService {
  private key: { readonly genesisHash: string; readonly text: string } | undefined;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly identity: ChainIdentityService,
    private readonly loader: SnapshotLoader,
    private readonly archive: SnapshotArchive,
    private readonly past: CountHistoryService,
    private readonly feed: SnapshotFeed,
    private readonly chain: ChainStatusService,
    private readonly counts: CountRegistry,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /** Every count at the newest finalized block that was read. @throws ChainUnavailableError */
  async snapshot(): Promise<ChainSnapshot> {
    const { graceSeconds, ttlSeconds } = this.options;
    try {
      const genesisHash = await this.identity.genesisHash();
      const key = this.keyOf(genesisHash);
      const load = ({ signal }: LoadContext) => this.loader.load(genesisHash, key, signal);
      const how = { ttlSeconds, graceSeconds, hardTimeoutMs: HARD_TIMEOUT_MS };
      return presentSnapshot(await this.cache.getEntryOrLoad(key, load, how));
    } catch (error) {
      throw asChainUnavailable(error);
    }
  }

  /** The same where memory has it, fresh: for hot paths. */
  peek(): ChainSnapshot | undefined {
    const genesisHash = this.identity.peek();
    if (genesisHash === undefined) return undefined;
    const entry = this.cache.peekEntry<KeptSnapshot>(this.keyOf(genesisHash));
    return entry && presentSnapshot(entry);
  }

  /**
   * Every count at a finalized block of the past: kept for ever once it has been read. One that was
   * read when fewer endpoints had to agree, and can't be read again, is `stale` for
   * `QUORUM_NOT_REACHED`.
   * @param block its number, or its 0x-prefixed hash
   * @throws SnapshotNotKeptError, ChainUnavailableError; BlockReferenceError for neither of both
   */
  async snapshotAt(block: number | string): Promise<ChainSnapshot> {
    try {
      const genesisHash = await this.identity.genesisHash();
      const entry = await this.archive.at(genesisHash, block);
      return presentArchived(entry, this.counts.digests, this.options.quorum);
    } catch (error) {
      throw asChainUnavailable(error);
    }
  }

  /** One count of the snapshot. @throws CountUnknownError, CountUnavailableError, ChainUnavailableError */
  async count(name: string): Promise<CountReading> {
    if (!this.counts.names.includes(name)) throw new CountUnknownError(name, this.counts.names);
    const { network, block, counts, amounts, unavailable, freshness } = await this.snapshot();
    const value = counts[name] ?? amounts[name];
    if (value !== undefined) return { name, value, network, block, freshness };
    const missing = unavailable.find((count) => count.name === name);
    throw new CountUnavailableError(name, missing?.reason ?? 'it was not read');
  }

  /** Members of the Web of Trust. Throws as {@link count} does. */
  wotSize(): Promise<number> {
    return this.size('wotSize');
  }

  /** Active smiths. Throws as {@link count} does. */
  smithSize(): Promise<number> {
    return this.size('smithSize');
  }

  /** Members of the Technical Committee. Throws as {@link count} does. */
  techCommSize(): Promise<number> {
    return this.size('techCommSize');
  }

  /**
   * What a count was, from what was followed: each value with its blocks, oldest first.
   * @throws CountUnknownError, HistoryRangeError, ChainUnavailableError while no chain is known,
   * CacheStoreError; HistoryNotKeptError where the application has no data source
   */
  async history(name: string, range: HistoryRange = {}): Promise<PastReading[]> {
    try {
      return await this.past.history(name, range);
    } catch (error) {
      throw asChainUnavailable(error);
    }
  }

  /**
   * What a count was at a block, or at a moment: undefined where nobody followed then. Heads that a
   * node finalizes together are seen as one: between two of them, it is the value of the first.
   * Throws as {@link history} does.
   */
  async valueAt(name: string, at: number | Date): Promise<PastReading | undefined> {
    try {
      return await this.past.valueAt(name, at);
    } catch (error) {
      throw asChainUnavailable(error);
    }
  }

  /**
   * Calls the listener with the snapshot that is kept, and with each new one as soon as it is served
   * here, whichever replica read it: one a finalized head while the chain is followed, whether or not
   * a count has changed. That one turns stale is not told. Gives what ends it.
   */
  onSnapshot(listener: SnapshotListener): () => void {
    return this.feed.subscribe(listener);
  }

  /** How the chain and its endpoints stand. Asks the nodes at most once in six seconds. */
  chainStatus(): Promise<ChainStatus> {
    return this.chain.status();
  }

  /** Reads the chain now, however fresh what is kept. @throws ChainUnavailableError, CacheStoreError */
  async refresh(): Promise<ChainSnapshot> {
    try {
      await this.loadNow(await this.identity.genesisHash());
    } catch (error) {
      throw asChainUnavailable(error);
    }
    return this.snapshot();
  }

  /**
   * Forgets which chain is held to, where none is configured: the next one that is seen will be.
   * Tells whether there was one.
   */
  forgetIdentity(): Promise<boolean> {
    return this.identity.forget();
  }

  private async loadNow(genesisHash: string): Promise<void> {
    const key = this.keyOf(genesisHash);
    const signal = AbortSignal.timeout(HARD_TIMEOUT_MS);
    const { value, options } = await this.loader.loadAnew(genesisHash, key, signal);
    try {
      await this.cache.set(key, value, options);
    } catch (error) {
      // Another replica has read a later block meanwhile: that one is served.
      if (!(error instanceof CacheOrderError)) throw error;
    }
  }

  private async size(name: string): Promise<number> {
    return Number((await this.count(name)).value);
  }

  /** Put together once: that costs as much as looking it up. */
  private keyOf(genesisHash: string): string {
    if (this.key?.genesisHash !== genesisHash) {
      const text = chainKeys.snapshot(genesisHash, this.counts.fingerprint);
      this.key = { genesisHash, text };
    }
    return this.key.text;
  }
}
