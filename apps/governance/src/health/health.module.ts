import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ChainModule } from '../chain/chain.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ChainHealth } from './chain.health.js';
import { DatabaseHealth } from './database.health.js';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), DatabaseModule, ChainModule],
  controllers: [HealthController],
  providers: [DatabaseHealth, ChainHealth, Draining],
})
export class HealthModule {}
