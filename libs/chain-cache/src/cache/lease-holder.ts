import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { pause } from '../common/pause.js';
import { CacheLeaseLostError } from './cache.errors.js';
import { CACHE_OPTIONS, type CacheOptions } from './cache.options.js';
import { CacheStore, type Lease } from './store/cache-store.js';

/** Renewals, and looks of those who wait, in the life of a lease. */
const RENEWALS = 3;
const LOOKS = 5;

/** A lease, and the monotonic moment until which it is surely held. */
interface Term {
  readonly lease: Lease;
  readonly until: number;
}

/**
 * Lets one process of all replicas do a piece of work, for as long as it likes. Who dies in the
 * middle is succeeded after at most the life of the lease and a fifth of it (`leaseMs`, 6 s by
 * default). No connection is held meanwhile.
 */
@Injectable()
export class LeaseHolder {
  private readonly logger = new Logger('LeaseHolder');
  private readonly leaseMs: number;

  constructor(
    private readonly store: CacheStore,
    @Inject(CACHE_OPTIONS) options: CacheOptions,
    private readonly clock: Clock,
  ) {
    this.leaseMs = options.leaseMs;
  }

  /**
   * Waits for its turn, does the work and gives the lease back.
   * @param stop gives up the waiting, and the work
   * @param work has to end soon once its signal is aborted: by `stop`, or by CacheLeaseLostError when
   * the lease is another's, or could not be renewed before it would have run out
   * @throws what the work throws, the reason of `stop` while it waits, CacheStoreError
   */
  async hold<T>(
    name: string,
    stop: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const term = await this.acquire(name, stop);
    const lost = new AbortController();
    const ended = new AbortController();
    const renewing = this.renew(term, lost, ended.signal);
    try {
      return await work(AbortSignal.any([stop, lost.signal]));
    } finally {
      ended.abort();
      await renewing;
      await this.release(term.lease);
    }
  }

  private async acquire(name: string, stop: AbortSignal): Promise<Term> {
    for (;;) {
      stop.throwIfAborted();
      // The store counts from later than this: so by its clock it is held for longer.
      const until = this.clock.monotonic() + this.leaseMs;
      const lease = await this.store.acquireLease(name, this.leaseMs);
      if (lease !== undefined) return { lease, until };
      // Jitter: replicas that were started together need not look together.
      const waitMs = (this.leaseMs / LOOKS) * (0.75 + Math.random() / 4);
      await pause(waitMs, stop);
    }
  }

  /** Renews until the end, or until the lease is lost. */
  private async renew(term: Term, lost: AbortController, ended: AbortSignal): Promise<void> {
    let { until } = term;
    const lose = () => lost.abort(new CacheLeaseLostError(term.lease.key));
    while (!ended.aborted && !lost.signal.aborted) {
      const deadline = setTimeout(lose, until - this.clock.monotonic()).unref();
      await pause(this.leaseMs / RENEWALS, ended);
      const renewed = ended.aborted ? undefined : await this.renewOnce(term.lease);
      clearTimeout(deadline);
      if (renewed === 'lost') lose();
      else until = renewed ?? until;
    }
  }

  /** Until when it is held now; undefined where the store could not be asked. */
  private async renewOnce(lease: Lease): Promise<number | 'lost' | undefined> {
    const until = this.clock.monotonic() + this.leaseMs;
    try {
      return (await this.store.renewLease(lease, this.leaseMs)) ? until : 'lost';
    } catch (error) {
      this.logger.debug(`The lease on "${lease.key}" was not renewed: ${String(error)}`);
      return undefined;
    }
  }

  private async release(lease: Lease): Promise<void> {
    try {
      await this.store.releaseLease(lease);
    } catch (error) {
      this.logger.debug(`The lease on "${lease.key}" runs out by itself: ${String(error)}`);
    }
  }
}
