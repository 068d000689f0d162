import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { ChainHealth } from './chain.health.js';
import { DatabaseHealth } from './database.health.js';
import { HealthFilter } from './health.filter.js';

@Controller({ path: 'health', version: VERSION_NEUTRAL })
@UseFilters(HealthFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly chain: ChainHealth,
  ) {}

  /** Answers as long as the process can: what ails others is no reason to restart it. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database.check(), () => this.chain.check()]);
  }
}
