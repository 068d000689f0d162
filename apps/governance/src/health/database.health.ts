import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DatabaseConnector } from '../database/database-connector.js';
import { WriteWatch } from '../database/write-watch.js';
import { inTime } from './in-time.js';

/** Up: the database answers and its tables are up to date. Degraded: it takes nothing in, and why. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly connector: DatabaseConnector,
    private readonly writes: WriteWatch,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const answered = await inTime(this.connector.isReady(), false);
    if (!answered) return indicator.down({ reason: 'DATABASE_UNAVAILABLE' });
    const { trouble } = this.writes;
    return trouble === undefined ? indicator.up() : indicator.degraded({ reason: trouble });
  }
}
