import { Injectable } from '@nestjs/common';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { RateLimiter } from '../http/rate-limiter.js';

/** Blocks that are read at a time: each that is not kept costs the node some calls. */
const MOST_AT_A_TIME = 8;
const RETRY_AFTER_SECONDS = 6;

/** Blocks that one client may have read from the node. */
const READS_PER_MINUTE = 30;

/** Reads blocks of the past, of which there are more than a node could be asked for. */
@Injectable()
export class PastReads {
  private readonly costs = new RateLimiter(READS_PER_MINUTE, 60_000);
  private running = 0;

  constructor(private readonly counts: OnChainCountsService) {}

  /** @throws RateLimitedError, and what `snapshotAt` does */
  async read(block: number | string, client: string): Promise<ChainSnapshot> {
    const { allowed, retryAfterSeconds } = this.costs.look(client);
    if (!allowed) throw new RateLimitedError(retryAfterSeconds);
    if (this.running >= MOST_AT_A_TIME) throw new RateLimitedError(RETRY_AFTER_SECONDS);
    this.running++;
    let kept = false;
    try {
      const snapshot = await this.counts.snapshotAt(block);
      kept = snapshot.freshness.tier !== 'chain';
      return snapshot;
    } finally {
      this.running--;
      if (!kept) this.costs.take(client);
    }
  }
}
