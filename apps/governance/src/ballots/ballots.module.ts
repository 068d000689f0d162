import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BallotClosing } from './ballot-closing.entity.js';
import { Ballot } from './ballot.entity.js';
import { BallotFeed } from './ballot-feed.js';
import { BallotStore } from './ballot.store.js';
import { BallotsController } from './ballots.controller.js';
import { BallotsService } from './ballots.service.js';
import { ChainSnapshots } from './chain-snapshots.js';

@Module({
  imports: [TypeOrmModule.forFeature([Ballot, BallotClosing])],
  controllers: [BallotsController],
  providers: [BallotsService, BallotStore, BallotFeed, ChainSnapshots],
  exports: [BallotsService, BallotFeed],
})
export class BallotsModule {}
