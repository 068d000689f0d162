import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { unlessAborted } from '../../common/unless-aborted.js';
import { ChainClient } from '../client/chain-client.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { BlockReader } from '../snapshots/block-reader.js';
import { SnapshotLoader } from '../snapshots/snapshot-loader.js';
import { HeadReader } from './head-reader.js';
import { SnapshotPublisher } from './snapshot-publisher.js';
import { Tenure } from './tenure.js';

/** Follows the finalized heads of a chain. */
@Injectable()
export class HeadFollower {
  constructor(
    private readonly client: ChainClient,
    private readonly loader: SnapshotLoader,
    private readonly blocks: BlockReader,
    private readonly publisher: SnapshotPublisher,
    private readonly clock: Clock,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  /**
   * Until something fails, or the signal is aborted.
   * @param onPublished told after each head that all replicas serve
   * @throws ChainUnavailableError, CacheStoreError, the signal's reason
   */
  async follow(chain: string, signal: AbortSignal, onPublished: () => void): Promise<never> {
    const tenure = await this.begin(chain, signal, onPublished);
    try {
      for (;;) {
        signal.throwIfAborted();
        await tenure.round(signal);
      }
    } catch (error) {
      throw signal.aborted ? (signal.reason as Error) : error;
    } finally {
      await tenure.end();
    }
  }

  private async begin(
    chain: string,
    signal: AbortSignal,
    onPublished: () => void,
  ): Promise<Tenure> {
    const { client, loader, clock } = this;
    const { quorum, finalityTimeoutSeconds, callTimeoutMs } = this.options;
    const publication = await unlessAborted(this.publisher.open(chain), signal);
    const reader = new HeadReader(this.blocks, callTimeoutMs);
    const tools = { client, loader, reader, publication, clock };
    return new Tenure(chain, { ...tools, quorum, finalityTimeoutSeconds, onPublished });
  }
}
