import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { setTimeout as delay } from 'node:timers/promises';
import { SETTINGS, type Settings } from '../config/settings.js';

/** How long load balancers are given to see that this replica is about to go. */
const DRAIN_MS = 3000;

/** Goes on answering for a while after readiness has said that the process is shutting down. */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  private begun = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.begun = true;
    if (this.settings.production) await delay(DRAIN_MS);
  }

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('process');
    return this.begun ? indicator.down({ reason: 'DRAINING' }) : indicator.up();
  }
}
