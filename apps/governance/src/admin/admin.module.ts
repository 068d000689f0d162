import { Module } from '@nestjs/common';
import { AdminAccessModule } from './admin-access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { BallotsAdminController } from '../ballots/ballots-admin.controller.js';
import { BallotsModule } from '../ballots/ballots.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { AdminGuard } from './admin.guard.js';
import { CacheAdminController } from './cache-admin.controller.js';
import { ChainAdminController } from './chain-admin.controller.js';

/** Everything below `/api/v1/admin`: guarded by its token. */
@Module({
  imports: [AdminAccessModule, AuditModule, BallotsModule, ChainModule],
  controllers: [CacheAdminController, ChainAdminController, BallotsAdminController],
  providers: [AdminGuard],
})
export class AdminModule {}
