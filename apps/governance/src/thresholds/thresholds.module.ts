import { Module } from '@nestjs/common';
import { ChainModule } from '../chain/chain.module.js';
import { ThresholdsController } from './thresholds.controller.js';
import { ThresholdsService } from './thresholds.service.js';

@Module({
  imports: [ChainModule],
  controllers: [ThresholdsController],
  providers: [ThresholdsService],
})
export class ThresholdsModule {}
