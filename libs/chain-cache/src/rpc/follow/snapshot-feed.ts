import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { BlockchainCacheService } from '../../cache/blockchain-cache.service.js';
import type { CacheEntry } from '../../cache/cache-entry.js';
import { pause } from '../../common/pause.js';
import { ChainIdentityService } from '../chain-identity.service.js';
import { chainKeys } from '../chain-keys.js';
import type { ChainSnapshot } from '../chain-snapshot.js';
import { CountRegistry } from '../counts/count-registry.js';
import { presentSnapshot } from '../snapshots/present.js';
import type { KeptSnapshot } from '../snapshots/snapshot-loader.js';

/** How soon it is asked again which chain is meant, while nobody knows. */
const RETRY_MS = 1000;

export type SnapshotListener = (snapshot: ChainSnapshot) => void;

/**
 * Tells of each new snapshot that is kept, whichever replica read it, from the moment on at which it
 * is served here.
 */
@Injectable()
export class SnapshotFeed implements OnModuleDestroy {
  private readonly logger = new Logger('SnapshotFeed');
  private readonly listeners = new Set<{ readonly tell: SnapshotListener }>();
  private attached: AbortController | undefined;
  private told: KeptSnapshot | undefined;
  private reading = false;
  private changedMeanwhile = false;

  constructor(
    private readonly cache: BlockchainCacheService,
    private readonly identity: ChainIdentityService,
    private readonly counts: CountRegistry,
  ) {}

  onModuleDestroy(): void {
    this.listeners.clear();
    this.detach();
  }

  /** Gives what ends it. */
  subscribe(tell: SnapshotListener): () => void {
    const listener = { tell };
    this.listeners.add(listener);
    if (this.attached === undefined) this.attach();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.detach();
    };
  }

  /** To the key of the chain that is meant, again whenever that may be another one. */
  private attach(): void {
    const attached = new AbortController();
    this.attached = attached;
    const { signal } = attached;
    const another = () => {
      this.detach();
      this.attach();
    };
    const stop = this.cache.onChange(chainKeys.identity, another);
    signal.addEventListener('abort', stop, { once: true });
    void this.attachWhenKnown(signal);
  }

  private detach(): void {
    this.attached?.abort();
    this.attached = undefined;
  }

  private async attachWhenKnown(signal: AbortSignal): Promise<void> {
    const chain = await this.chainWhenKnown(signal);
    if (chain === undefined || signal.aborted) return;
    const key = chainKeys.snapshot(chain, this.counts.fingerprint);
    const stop = this.cache.onChange(key, () => void this.changed(key));
    signal.addEventListener('abort', stop, { once: true });
    await this.changed(key);
  }

  private async chainWhenKnown(signal: AbortSignal): Promise<string | undefined> {
    while (!signal.aborted) {
      try {
        return await this.identity.genesisHash();
      } catch (error) {
        this.logger.debug(`Which chain is meant is not known yet: ${String(error)}`);
      }
      await pause(RETRY_MS, signal);
    }
    return undefined;
  }

  /** One look at a time: what changes meanwhile is looked at once more. */
  private async changed(key: string): Promise<void> {
    this.changedMeanwhile = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.changedMeanwhile) {
        this.changedMeanwhile = false;
        const entry = await this.cache.getEntry<KeptSnapshot>(key);
        if (entry !== undefined) this.tell(entry);
      }
    } catch (error) {
      this.logger.debug(`A new snapshot is told of with the next one: ${String(error)}`);
    } finally {
      this.reading = false;
    }
  }

  private tell(entry: CacheEntry<KeptSnapshot>): void {
    if (entry.value === this.told) return;
    this.told = entry.value;
    const snapshot = presentSnapshot(entry);
    for (const { tell } of this.listeners) {
      try {
        tell(snapshot);
      } catch (error) {
        this.logger.error(`A listener to snapshots failed: ${String(error)}`);
      }
    }
  }
}
