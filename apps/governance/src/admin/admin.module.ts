import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BallotsAdminController } from '../ballots/ballots-admin.controller.js';
import { BallotsModule } from '../ballots/ballots.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { AdminGuard } from './admin.guard.js';
import { CacheAdminController } from './cache-admin.controller.js';
import { ChainAdminController } from './chain-admin.controller.js';

/** Everything below `/api/v1/admin`: in one module, so that one guard counts all failed attempts. */
@Module({
  imports: [AuditModule, BallotsModule, ChainModule],
  controllers: [CacheAdminController, ChainAdminController, BallotsAdminController],
  providers: [AdminGuard],
})
export class AdminModule {}
