import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { OnChainCountsService } from 'nestjs-chain-cache';
import { reportOf } from '../problems/report-of.js';
import { inTime } from './in-time.js';

/** Up: there are fresh counts to serve. Degraded: only stale ones, and why. Down: none. */
@Injectable()
export class ChainHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly counts: OnChainCountsService,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('chain');
    try {
      const snapshot = await inTime(this.counts.snapshot(), undefined);
      if (snapshot === undefined) return indicator.down({ reason: 'CHAIN_UNAVAILABLE' });
      const { freshness, block } = snapshot;
      if (freshness.state === 'fresh') return indicator.up({ block: block.number });
      return indicator.degraded({ block: block.number, reason: freshness.reason });
    } catch (error) {
      return indicator.down({ reason: reportOf(error)?.code ?? 'INTERNAL_ERROR' });
    }
  }
}
