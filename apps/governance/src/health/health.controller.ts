import { Controller, Get, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Documented } from '../openapi/documented.decorator.js';
import { ChainHealth } from './chain.health.js';
import { DatabaseHealth } from './database.health.js';
import { Draining } from './draining.js';
import { HealthFilter } from './health.filter.js';
import { liveSchema, readySchema } from './health.schema.js';

@Controller({ path: 'health', version: VERSION_NEUTRAL })
@UseFilters(HealthFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly chain: ChainHealth,
    private readonly draining: Draining,
  ) {}

  /** Answers as long as the process can: what ails others is no reason to restart it. */
  @Get('live')
  @Documented({ summary: 'Whether the process lives', answer: liveSchema })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Documented({
    summary: 'Whether it can serve: the database, the chain, and not draining',
    answer: readySchema,
    statuses: [200, 503],
  })
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.draining.check(),
      () => this.database.check(),
      () => this.chain.check(),
    ]);
  }
}
