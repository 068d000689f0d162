import { Module } from '@nestjs/common';
import { type TerminusAsyncModuleOptions, TerminusModule } from '@nestjs/terminus';
import { ChainModule } from '../chain/chain.module.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';
import { ChainHealth } from './chain.health.js';
import { DatabaseHealth } from './database.health.js';
import { HealthController } from './health.controller.js';

/** How long a load balancer is given to see that this replica is about to go. */
const DRAIN_MS = 3000;

function terminusOptions({ production }: Settings): TerminusAsyncModuleOptions {
  return { logger: false, gracefulShutdownTimeoutMs: production ? DRAIN_MS : 0 };
}

@Module({
  imports: [
    TerminusModule.forRootAsync({ inject: [SETTINGS], useFactory: terminusOptions }),
    DatabaseModule,
    ChainModule,
  ],
  controllers: [HealthController],
  providers: [DatabaseHealth, ChainHealth],
})
export class HealthModule {}
