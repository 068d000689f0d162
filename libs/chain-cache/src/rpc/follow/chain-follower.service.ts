import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LeaseHolder } from '../../cache/lease-holder.js';
import { pause } from '../../common/pause.js';
import { unlessAborted } from '../../common/unless-aborted.js';
import { ChainIdentityService } from '../chain-identity.service.js';
import { chainKeys } from '../chain-keys.js';
import { CountRegistry } from '../counts/count-registry.js';
import { RPC_OPTIONS, type RpcOptions } from '../rpc.options.js';
import { HeadFollower } from './head-follower.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A shutdown does not wait for a node or a database that does not answer. */
const FAREWELL_MS = 1000;

/**
 * Sees to it that one replica of all follows the chain. Whatever fails ends a term, gives the lease
 * to whoever can do better, and is tried again: the application starts and stops regardless.
 */
@Injectable()
export class ChainFollower implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('ChainFollower');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failures = 0;
  private said = '';

  constructor(
    private readonly leases: LeaseHolder,
    private readonly identity: ChainIdentityService,
    private readonly counts: CountRegistry,
    private readonly follower: HeadFollower,
    @Inject(RPC_OPTIONS) private readonly options: RpcOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.follow) this.running = this.run(this.stopping.signal);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, delay(FAREWELL_MS, undefined, { ref: false })]);
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.term(stop);
      } catch (error) {
        if (!stop.aborted) this.failed(error);
      }
      // Jitter: replicas that lost a node together need not come back together.
      await pause(this.pauseMs * (0.5 + Math.random() / 2), stop);
    }
  }

  /** Waits for the lease, and follows while it is held. */
  private async term(stop: AbortSignal): Promise<void> {
    const chain = await unlessAborted(this.identity.genesisHash(), stop);
    const lease = chainKeys.follower(chain, this.counts.fingerprint);
    await this.leases.hold(lease, stop, (signal) =>
      this.follower.follow(chain, signal, () => this.succeeded()),
    );
  }

  private succeeded(): void {
    this.failures = 0;
    this.turn('following', () => this.logger.log('Follows the chain for all replicas'));
  }

  private failed(error: unknown): void {
    this.failures++;
    const trouble = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : trouble;
    this.turn(code, () => this.logger.warn(`Does not follow the chain for now: ${trouble}`));
  }

  /** Once for each turn of events, however often it is tried again. */
  private turn(state: string, say: () => void): void {
    if (state === this.said) return;
    this.said = state;
    say();
  }

  private get pauseMs(): number {
    return Math.min(FIRST_PAUSE_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
  }
}
