import { Injectable } from '@nestjs/common';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { judge, type Tally, type Verdict } from './verdict.js';
import type { VoteMode } from './vote-mode.js';

/** A verdict and the snapshot whose sizes it rests on. */
export interface Judgement extends Verdict {
  readonly snapshot: ChainSnapshot;
}

/** Judges votes by the electorate that the chain has now. */
@Injectable()
export class ThresholdsService {
  constructor(private readonly counts: OnChainCountsService) {}

  async judge(mode: VoteMode, tally: Tally): Promise<Judgement> {
    const snapshot = await this.counts.snapshot();
    const { wotSize, smithSize, techCommSize } = snapshot.counts;
    return { ...judge(mode, { wotSize, smithSize, techCommSize }, tally), snapshot };
  }
}
