import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseConnector } from '../database/database-connector.js';

const TIMEOUT_MS = 2000;

/** Up: the database answers and its tables are up to date. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly connector: DatabaseConnector,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const answered = await Promise.race([this.connector.isReady(), this.patience()]);
    return answered ? indicator.up() : indicator.down({ reason: 'DATABASE_UNAVAILABLE' });
  }

  private patience(): Promise<false> {
    return delay(TIMEOUT_MS, false, { ref: false });
  }
}
