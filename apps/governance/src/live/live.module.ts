import { Module } from '@nestjs/common';
import { AdminAccessModule } from '../admin/admin-access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { BallotsModule } from '../ballots/ballots.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { LiveSnapshots } from './live-snapshots.js';
import { LiveService } from './live.service.js';

@Module({
  imports: [AdminAccessModule, AuditModule, ChainModule, BallotsModule],
  providers: [LiveService, LiveSnapshots],
  exports: [LiveService],
})
export class LiveModule {}
