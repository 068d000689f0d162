import { Module } from '@nestjs/common';
import { BallotsModule } from '../ballots/ballots.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { LiveSnapshots } from './live-snapshots.js';
import { LiveService } from './live.service.js';

@Module({
  imports: [ChainModule, BallotsModule],
  providers: [LiveService, LiveSnapshots],
  exports: [LiveService],
})
export class LiveModule {}
