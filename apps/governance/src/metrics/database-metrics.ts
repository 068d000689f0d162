import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** What a pool of `pg` says of itself. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The pool of connections that the cache, the ballots and the audit share. */
@Injectable()
export class DatabaseMetrics {
  constructor(registry: Registry, dataSource: DataSource) {
    registry.registerMetric(
      new Gauge({
        name: 'governance_database_connections',
        help: 'Connections of the pool that are used or idle, and callers that wait for one.',
        labelNames: ['state'],
        registers: [],
        collect() {
          const pool = poolOf(dataSource);
          this.set({ state: 'used' }, pool === undefined ? 0 : pool.totalCount - pool.idleCount);
          this.set({ state: 'idle' }, pool?.idleCount ?? 0);
          this.set({ state: 'waiting' }, pool?.waitingCount ?? 0);
        },
      }),
    );
  }
}

/** Undefined until the database is connected. */
function poolOf({ driver }: DataSource): Pool | undefined {
  return 'master' in driver ? (driver.master as Pool | undefined) : undefined;
}
