import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { setTimeout as delay } from 'node:timers/promises';
import { SETTINGS, type Settings } from '../config/settings.js';

/** How long load balancers are given to see that this replica is about to go. */
const DRAIN_MS = 3000;

/** Goes on answering for a while after readiness has said that the process is about to stop. */
@Injectable()
export class Draining {
  private begun = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Before anything is shut down: everything is there for the requests that still come. Each takes
   * its connection with it, so that none is left on which a balancer could send another one.
   */
  async drain(): Promise<void> {
    this.begun = true;
    if (!this.settings.production) return;
    await delay(DRAIN_MS);
    this.host.httpAdapter.getHttpServer().closeIdleConnections();
  }

  get isDraining(): boolean {
    return this.begun;
  }

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('process');
    return this.begun ? indicator.down({ reason: 'DRAINING' }) : indicator.up();
  }
}
